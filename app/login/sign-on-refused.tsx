import { Notice } from "../_ui/notice.tsx";

const reasons: Record<string, { title: string; text: string }> = {
  ProviderEmailUnverified: {
    title: "Your company hasn’t verified your email.",
    text: "The identity provider says that nobody has shown to read this address, so it can’t be trusted to be yours. Have it verified there and try again.",
  },
  ProviderEmailUnsaid: {
    title: "This site can’t tell whether your email is verified.",
    text: "Your company’s identity provider doesn’t say so for anybody, so this is not about you. If it verifies every address, the operator of this site can set OIDC_EMAIL_VERIFIED_MISSING to “trust”.",
  },
  OAuthCallbackError: {
    title: "The identity provider didn’t sign you in.",
    text: "It was cancelled there, or your account may not use this site.",
  },
  AccessDenied: {
    title: "Your company account may not sign in here.",
    text: "The identity provider gave no email address that this site could know you by.",
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
