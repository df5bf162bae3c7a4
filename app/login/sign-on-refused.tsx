import { Notice } from "../_ui/notice.tsx";

const reasons: Record<string, { title: string; text: string }> = {
  ProviderEmailUnverified: {
    title: "Your company hasn’t verified your email.",
    text: "The identity provider says that nobody has shown to read this address, so it can’t be trusted to be yours. Have it verified there and try again.",
  },
  AccountEmailUnverified: {
    title: "This email has an account here that was never verified.",
    text: "Somebody else may have signed up with it. Sign in with the password and verify the email; after that, company single sign-on leads to the same account.",
  },
  OAuthCallbackError: {
    title: "The identity provider didn’t sign you in.",
    text: "It was cancelled there, or your account may not use this site.",
  },
  AccessDenied: {
    title: "Your company account may not sign in here.",
    text: "The identity provider gave no email to know you by.",
  },
  Unavailable: {
    title: "Nobody can be signed in right now.",
    text: "The session store isn’t answering. Nothing was lost; try again in a few seconds.",
  },
};

const otherwise = {
  title: "The company sign-on didn’t finish.",
  text: "It took longer than 15 minutes, was begun in another browser, or the identity provider can’t be reached. Nobody was signed in; begin again.",
};

/** Why a company sign-on came back without a login. */
export function SignOnRefused({ error }: { error: string }) {
  const { title, text } = Object.hasOwn(reasons, error) ? (reasons[error] ?? otherwise) : otherwise;
  return (
    <div role="alert" className="mb-8" data-testid="sign-on-refused">
      <Notice title={title}>{text}</Notice>
    </div>
  );
}
