-- The people of the site. A row with `expires_at` is an account that a sign-on has opened and not
-- linked yet.
create table users (
  id text primary key,
  -- Normalized by the app (lib/users/email.ts). Null for a user without one; no two users share
  -- one.
  email text unique check (email <> ''),
  name text not null,
  role text not null default 'user' check (role in ('user', 'operator')),
  email_verified timestamptz,
  image text,
  -- An Argon2id hash; null for a user who signs in by single sign-on only.
  password text,
  -- The email turned out to be another person's. The account is about to be removed, and keeps the
  -- email until then.
  barred boolean not null default false,
  expires_at timestamptz,
  -- The texts that the project's rooms keep with a user.
  notes jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create index users_expiring on users (expires_at) where expires_at is not null;

-- The ids by which providers know a user: at most one subject of each issuer.
create table user_links (
  user_id text not null references users on delete cascade,
  issuer text not null,
  subject text not null,
  primary key (user_id, issuer)
);

-- The random texts from which the app derives the codes in messages. The pepper isn't here.
create table email_proofs (
  user_id text not null references users on delete cascade,
  purpose text not null check (purpose in ('verify', 'reset')),
  seed text not null,
  expires_at timestamptz not null,
  primary key (user_id, purpose)
);

-- Accounts at identity providers, and authenticators. A record may outlive its user for a moment,
-- so the table has no foreign key.
create table owned_records (
  kind text not null,
  id text not null,
  user_id text not null,
  content jsonb not null,
  primary key (kind, id)
);

create index owned_records_of on owned_records (kind, user_id);
