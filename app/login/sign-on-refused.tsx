import { Notice } from "../_ui/notice.tsx";

const reasons: Record<string, { title: string; text: string }> = {
  ProviderEmailUnverified: {
    title: "Your company hasn’t verified your email.",
    text: "The identity provider says that nobody has proved that they read mail at this address, so this site can’t trust that it is yours. Have the address verified there and try again.",
  },
  ProviderEmailUnsaid: {
    title: "This site can’t tell whether your email is verified.",
    text: "Your company’s identity provider says this about no address, so it is not about you. If it verifies every address, the operator of this site can set OIDC_EMAIL_VERIFIED_MISSING to “trust”.",
  },
  ProviderUnreachable: {
    title: "Your company’s identity provider can’t be reached.",
    text: "The provider isn’t answering this site. Nobody was signed in; try again in a few minutes.",
  },
  ProviderIssuer: {
    title: "This site knows your company’s identity provider by another name.",
    text: "So it can’t trust the provider’s answers. The operator of this site has to set OIDC_ISSUER to the name that the provider gives itself, letter by letter; the log has both names.",
  },
  ProviderClient: {
    title: "Your company’s identity provider doesn’t know this site.",
    text: "The operator of this site has to set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET to the values that the provider gave out.",
  },
  ProviderEndedSession: {
    title: "Your company signed you out while you signed in here.",
    text: "The identity provider ended your session there in the meantime. Nobody was signed in; begin again.",
  },
  SignOnElsewhere: {
    title: "This browser has no such sign-on under way.",
    text: "The sign-on took longer than 15 minutes, was begun in another browser or at another address of this site, or was finished before. Nobody was signed in; begin again here.",
  },
  SignOnOver: {
    title: "This sign-on is over.",
    text: "The identity provider takes each answer once and for a short time. Nobody was signed in; begin again.",
  },
  OtherAddress: {
    title: "You are at this site’s own address now.",
    text: "Company single sign-on works at this address only, since the identity provider sends people back here. Press the button again.",
  },
  OAuthCallbackError: {
    title: "The identity provider didn’t sign you in.",
    text: "The sign-on was cancelled there, or your account may not use this site.",
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
  text: "The identity provider’s answer was not in order; the log of this site has the reason. Nobody was signed in; begin again.",
};

/** Says why a company sign-on came back without a login. */
export function SignOnRefused({ error }: { error: string }) {
  const { title, text } = Object.hasOwn(reasons, error) ? (reasons[error] ?? otherwise) : otherwise;
  return (
    <div role="alert" className="mb-8" data-testid="sign-on-refused">
      <Notice title={title}>{text}</Notice>
    </div>
  );
}
