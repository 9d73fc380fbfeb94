// Messages of payvand.portal. Written by scripts/describe.mjs from the .proto files.
import type { Int64 } from './pv';
import type * as pv from './pv';

/** Why a session ended. */
export const SessionEndValues = ['SIGNED_OUT', 'ENDED_ELSEWHERE', 'TIMED_OUT'] as const;
export type SessionEnd = 'SESSION_END_UNSPECIFIED' | 'SIGNED_OUT' | 'ENDED_ELSEWHERE' | 'TIMED_OUT';

/** Whose records a role reaches. */
export const GrantScopeValues = ['OWN', 'TEAM', 'ALL'] as const;
export type GrantScope = 'GRANT_SCOPE_UNSPECIFIED' | 'OWN' | 'TEAM' | 'ALL';

/** What a one-time secret is for. */
export const SecretPurposeValues = ['SETUP', 'INVITATION', 'RESET'] as const;
export type SecretPurpose = 'SECRET_PURPOSE_UNSPECIFIED' | 'SETUP' | 'INVITATION' | 'RESET';

/** What a search can find. */
export const HitKindValues = ['HIT_CUSTOMER', 'HIT_LEAD', 'HIT_DEAL', 'HIT_CASE', 'HIT_ORDER', 'HIT_INVOICE', 'HIT_PRODUCT', 'HIT_CAMPAIGN', 'HIT_LIST'] as const;
export type HitKind = 'HIT_KIND_UNSPECIFIED' | 'HIT_CUSTOMER' | 'HIT_LEAD' | 'HIT_DEAL' | 'HIT_CASE' | 'HIT_ORDER' | 'HIT_INVOICE' | 'HIT_PRODUCT' | 'HIT_CAMPAIGN' | 'HIT_LIST';

/** In which order customers are listed. */
export const ProfileOrderValues = ['BY_RECENT', 'BY_NAME', 'BY_SPENT'] as const;
export type ProfileOrder = 'PROFILE_ORDER_UNSPECIFIED' | 'BY_RECENT' | 'BY_NAME' | 'BY_SPENT';

/** What an item is. */
export const ItemKindValues = ['ITEM_LEAD', 'ITEM_DEAL', 'ITEM_ACTIVITY', 'ITEM_CASE', 'ITEM_ORDER', 'ITEM_INVOICE', 'ITEM_REFUND', 'ITEM_RESPONSE', 'ITEM_REDEMPTION'] as const;
export type ItemKind = 'ITEM_KIND_UNSPECIFIED' | 'ITEM_LEAD' | 'ITEM_DEAL' | 'ITEM_ACTIVITY' | 'ITEM_CASE' | 'ITEM_ORDER' | 'ITEM_INVOICE' | 'ITEM_REFUND' | 'ITEM_RESPONSE' | 'ITEM_REDEMPTION';

/** What a row of the timeline is about. */
export const TimelineKindValues = ['TIMELINE_CARD', 'TIMELINE_LEAD', 'TIMELINE_DEAL', 'TIMELINE_ACTIVITY', 'TIMELINE_CASE', 'TIMELINE_PURCHASE', 'TIMELINE_MARKETING', 'TIMELINE_LOYALTY', 'TIMELINE_ANALYTICS'] as const;
export type TimelineKind = 'TIMELINE_KIND_UNSPECIFIED' | 'TIMELINE_CARD' | 'TIMELINE_LEAD' | 'TIMELINE_DEAL' | 'TIMELINE_ACTIVITY' | 'TIMELINE_CASE' | 'TIMELINE_PURCHASE' | 'TIMELINE_MARKETING' | 'TIMELINE_LOYALTY' | 'TIMELINE_ANALYTICS';

/** Why somebody is told something. */
export const AlertKindValues = ['ALERT_REMINDER', 'ALERT_DEAL_STALLED', 'ALERT_LEAD_OVERDUE', 'ALERT_CASE_URGENT', 'ALERT_HANDED_OVER', 'ALERT_CUSTOMER_WROTE', 'ALERT_CASE_REOPENED', 'ALERT_WATCHED', 'ALERT_CUSTOMER_CHANGED'] as const;
export type AlertKind = 'ALERT_KIND_UNSPECIFIED' | 'ALERT_REMINDER' | 'ALERT_DEAL_STALLED' | 'ALERT_LEAD_OVERDUE' | 'ALERT_CASE_URGENT' | 'ALERT_HANDED_OVER' | 'ALERT_CUSTOMER_WROTE' | 'ALERT_CASE_REOPENED' | 'ALERT_WATCHED' | 'ALERT_CUSTOMER_CHANGED';

/** Make a user, who chooses a password by a one-time link. */
export interface InviteUser {
  /** Name to sign in with: lower-case letters, digits, . _ - up to 64. */
  userId?: string;
  /** Name other people see. */
  name?: string;
  /** Address for mail. */
  email?: string;
  /** Language of the pages: en or fa. */
  language?: string;
  /** Roles to hold. */
  grants?: Grant[];
  /** Teams to be in. */
  teamIds?: string[];
  /** Filled in by the portal. */
  secretHash?: string;
}

/** Change what is known of a user. */
export interface ChangeUser {
  /** Who. */
  userId?: string;
  /** Name other people see; unset leaves it. */
  name?: string;
  /** Address for mail; unset leaves it. */
  email?: string;
  /** Language of the pages; unset leaves it. */
  language?: string;
}

/** Set all roles of a user. */
export interface SetGrants {
  /** Who. */
  userId?: string;
  /** Roles to hold from now on. */
  grants?: Grant[];
}

/** Let a user sign in no more; all sessions end. */
export interface DisableUser {
  /** Who. */
  userId?: string;
  /** Why, in words. */
  reason?: string;
}

/** Let a disabled user sign in again. */
export interface EnableUser {
  /** Who. */
  userId?: string;
}

/** Take a user's password away and make a one-time link to choose another; all sessions end. */
export interface ResetUser {
  /** Who. */
  userId?: string;
  /** Also take the second factor away. */
  removeSecondFactor?: boolean;
  /** Filled in by the portal. */
  secretHash?: string;
}

/** End all sessions of a user. */
export interface EndSessionsOfUser {
  /** Who. */
  userId?: string;
}

/** Make a team or change it. */
export interface SetTeam {
  /** The team to change; empty makes one. */
  teamId?: string;
  /** Name people see. */
  name?: string;
  /** Users in it from now on. */
  members?: string[];
}

/** Dissolve a team. */
export interface RemoveTeam {
  /** Which. */
  teamId?: string;
}

/** Change what is known of oneself. */
export interface ChangeMe {
  /** Name other people see; unset leaves it. */
  name?: string;
  /** Address for mail; unset leaves it. */
  email?: string;
  /** Language of the pages: en or fa; unset leaves it. */
  language?: string;
}

/** Choose another password; all other sessions end. */
export interface ChangePassword {
  /** The password so far. */
  currentPassword?: string;
  /** The password from now on: 10 to 256 characters. */
  password?: string;
  /** Filled in by the portal. */
  passwordHash?: string;
  /** Filled in by the portal: the session that goes on. */
  sessionId?: string;
  /** Filled in by the portal: the password so far was right. */
  proof?: string;
}

/** Begin to use a second factor; the answer holds the secret once. */
export interface BeginSecondFactor {
  /** The password. */
  currentPassword?: string;
  /** Filled in by the portal. */
  sealedTotp?: string;
  /** Filled in by the portal: the password was right. */
  proof?: string;
}

/** Give the first code of a new second factor; the answer holds the recovery codes once. */
export interface ConfirmSecondFactor {
  /** Code that the authenticator app shows. */
  code?: string;
  /** Filled in by the portal: step of the code. */
  totpStep?: Int64;
  /** Filled in by the portal. */
  recoveryHashes?: string[];
  /** Filled in by the portal: the code was right. */
  proof?: string;
}

/** Sign in without a second factor from now on. */
export interface RemoveSecondFactor {
  /** The password. */
  currentPassword?: string;
  /** Filled in by the portal: the password was right. */
  proof?: string;
}

/** Make a token for a program; the answer holds it once. */
export interface CreateToken {
  /** What it is for, in words. */
  name?: string;
  /** What it may be used for. */
  scopes?: TokenScope[];
  /** Until when it holds, UTC milliseconds; at most a year from now. */
  expiresAtMs?: Int64;
  /** Filled in by the portal. */
  tokenHash?: string;
}

/** Take a token back; own ones, or as an administrator any. */
export interface RevokeToken {
  /** Which. */
  tokenId?: string;
}

/** End a session; own ones, or as an administrator any. */
export interface EndSession {
  /** Which. */
  sessionId?: string;
}

/** End all own sessions but this. */
export interface SignOutEverywhere {
  /** End this session too. */
  thisToo?: boolean;
  /** Filled in by the portal: the session that goes on. */
  sessionId?: string;
}

/** The front's: a one-time secret for the first administrator, while there is no user. */
export interface BeginSetup {
  /** Keyed hash of the secret. */
  secretHash?: string;
}

/** The front's: someone used a one-time secret to choose a password. */
export interface RedeemSecret {
  /** Keyed hash of the secret. */
  secretHash?: string;
  /** Name to sign in with; for an invitation or reset that of the user or empty. */
  userId?: string;
  /** Name other people see; unset leaves it. */
  name?: string;
  /** Language of the pages; unset leaves it. */
  language?: string;
  /** Argon2id of the chosen password. */
  passwordHash?: string;
}

/** The front's: someone signed in. */
export interface OpenSession {
  /** Who. */
  userId?: string;
  /** Keyed hash of the new cookie. */
  sessionHash?: string;
  /** Generation of the credential that was checked. */
  generation?: Int64;
  /** The person asked to stay signed in. */
  remembered?: boolean;
  /** Network address. */
  address?: string;
  /** What the browser says of itself. */
  agent?: string;
  /** Step of the code that was given; 0 for none. */
  totpStep?: Int64;
  /** Hash of the recovery code that was given instead. */
  recoveryHash?: string;
  /** Keyed hash of the cookie the browser had before; that session ends. */
  replacesHash?: string;
}

/** The front's: someone signed out. */
export interface CloseSession {
  /** Keyed hash of the cookie. */
  sessionHash?: string;
}

/** When a session was last used. */
export interface SeenSession {
  /** Keyed hash of the cookie. */
  sessionHash?: string;
  /** When, UTC milliseconds. */
  atMs?: Int64;
}

/** When a token was last used. */
export interface SeenToken {
  /** Keyed hash of the token. */
  tokenHash?: string;
  /** When, UTC milliseconds. */
  atMs?: Int64;
}

/** The front's: which sessions and tokens were used. */
export interface NoteSeen {
  /** Sessions, at most 200. */
  sessions?: SeenSession[];
  /** Tokens, at most 200. */
  tokens?: SeenToken[];
}

/** The front's: someone failed to sign in as a user. */
export interface NoteSignInFailed {
  /** As whom. */
  userId?: string;
  /** Network address. */
  address?: string;
}

/** The front's: what people did and read; at most 256 and 48 KiB at once. */
export interface NoteAccesses {
  /** In order of time; note_id and entry are set by the portal. */
  entries?: Access[];
}

/** A one-time secret for the first administrator was made. */
export interface SetupBegun {
  /** Keyed hash of the secret. */
  secretHash?: string;
  /** Until when it holds, UTC milliseconds. */
  untilMs?: Int64;
}

/** A user was made. */
export interface UserInvited {
  /** Name to sign in with. */
  userId?: string;
  /** Name other people see. */
  name?: string;
  /** Address for mail. */
  email?: string;
  /** Language of the pages. */
  language?: string;
  /** Roles held. */
  grants?: Grant[];
  /** Teams joined. */
  teamIds?: string[];
  /** Keyed hash of the one-time secret. */
  secretHash?: string;
  /** Until when it holds, UTC milliseconds. */
  untilMs?: Int64;
}

/** What is known of a user changed. */
export interface UserChanged {
  /** Who. */
  userId?: string;
  /** Name other people see. */
  name?: string;
  /** Address for mail. */
  email?: string;
  /** Language of the pages. */
  language?: string;
}

/** The roles of a user were set. */
export interface GrantsSet {
  /** Who. */
  userId?: string;
  /** Roles held from now on. */
  grants?: Grant[];
}

/** A user may sign in no more. */
export interface UserDisabled {
  /** Who. */
  userId?: string;
  /** Why, in words. */
  reason?: string;
}

/** A disabled user may sign in again. */
export interface UserEnabled {
  /** Who. */
  userId?: string;
}

/** A user's password was taken away; a one-time secret stands for it. */
export interface UserReset {
  /** Who. */
  userId?: string;
  /** The second factor was taken away too. */
  secondFactorRemoved?: boolean;
  /** Keyed hash of the one-time secret. */
  secretHash?: string;
  /** Until when it holds, UTC milliseconds. */
  untilMs?: Int64;
}

/** A one-time secret was used: the user, made by it if need be, has a password. */
export interface SecretRedeemed {
  /** Keyed hash of the secret. */
  secretHash?: string;
  /** Who. */
  userId?: string;
  /** Name other people see. */
  name?: string;
  /** Language of the pages. */
  language?: string;
  /** Roles of a user that is made by it. */
  grants?: Grant[];
  /** The user is made by it. */
  makesUser?: boolean;
  /** Argon2id of the password. */
  passwordHash?: string;
}

/** A team was made or changed. */
export interface TeamSet {
  /** The team. */
  teamId?: string;
  /** Name people see. */
  name?: string;
  /** Users in it from now on. */
  members?: string[];
}

/** A team was dissolved. */
export interface TeamRemoved {
  /** The team. */
  teamId?: string;
}

/** A user chose another password; all other sessions ended. */
export interface PasswordChanged {
  /** Who. */
  userId?: string;
  /** Argon2id of the password. */
  passwordHash?: string;
  /** The session that goes on. */
  keepsSessionId?: string;
}

/** A user began to use a second factor. */
export interface SecondFactorBegun {
  /** Who. */
  userId?: string;
  /** Its secret, encrypted. */
  sealedTotp?: string;
}

/** A user gave the first code of a second factor. */
export interface SecondFactorConfirmed {
  /** Who. */
  userId?: string;
  /** Step of the code. */
  totpStep?: Int64;
  /** Hashes of the recovery codes. */
  recoveryHashes?: string[];
}

/** A user signs in without a second factor from now on. */
export interface SecondFactorRemoved {
  /** Who. */
  userId?: string;
}

/** Someone signed in. */
export interface SessionOpened {
  /** The session. */
  sessionId?: string;
  /** Keyed hash of its cookie. */
  sessionHash?: string;
  /** Who. */
  userId?: string;
  /** Ends then unless it is used before, UTC milliseconds. */
  idleUntilMs?: Int64;
  /** Ends then in any case, UTC milliseconds. */
  endsAtMs?: Int64;
  /** The person asked to stay signed in. */
  remembered?: boolean;
  /** Network address. */
  address?: string;
  /** What the browser says of itself. */
  agent?: string;
  /** Step of the code that was given; 0 for none. */
  totpStep?: Int64;
  /** Hash of the recovery code that was used up. */
  recoveryHash?: string;
  /** Session that it takes the place of. */
  replacesHash?: string;
}

/** A session ended. */
export interface SessionEnded {
  /** The session. */
  sessionId?: string;
  /** Keyed hash of its cookie. */
  sessionHash?: string;
  /** Whose it was. */
  userId?: string;
  /** Why. */
  end?: SessionEnd;
}

/** All sessions of a user ended, but one at most. */
export interface SessionsEnded {
  /** Who. */
  userId?: string;
  /** The session that goes on. */
  keepsSessionId?: string;
}

/** Use of a session. */
export interface SessionSeen {
  /** Keyed hash of the cookie. */
  sessionHash?: string;
  /** When, UTC milliseconds. */
  seenAtMs?: Int64;
  /** Ends then unless it is used before, UTC milliseconds. */
  idleUntilMs?: Int64;
}

/** Use of a token. */
export interface TokenSeen {
  /** Keyed hash of the token. */
  tokenHash?: string;
  /** When, UTC milliseconds. */
  usedAtMs?: Int64;
}

/** Sessions and tokens were used. */
export interface SeenNoted {
  /** Sessions. */
  sessions?: SessionSeen[];
  /** Tokens. */
  tokens?: TokenSeen[];
}

/** Someone failed to sign in as a user. */
export interface SignInFailed {
  /** As whom. */
  userId?: string;
  /** Network address. */
  address?: string;
}

/** A token was made. */
export interface TokenCreated {
  /** The token. */
  tokenId?: string;
  /** Keyed hash of it. */
  tokenHash?: string;
  /** Who made it. */
  userId?: string;
  /** What it is for, in words. */
  name?: string;
  /** What it may be used for. */
  scopes?: TokenScope[];
  /** Until when it holds, UTC milliseconds. */
  expiresAtMs?: Int64;
}

/** A token was taken back or ran out. */
export interface TokenRevoked {
  /** The token. */
  tokenId?: string;
  /** Keyed hash of it. */
  tokenHash?: string;
  /** Whose it was. */
  userId?: string;
  /** It ran out. */
  expired?: boolean;
}

/** What people did and read was noted. */
export interface AccessesNoted {
  /** Id of the note. */
  noteId?: string;
  /** What they did; note_id is the note's, entry goes on from the first. */
  entries?: Access[];
}

/** Old entries left the list of what was done. */
export interface AccessesTrimmed {
  /** Entries before this leave, UTC milliseconds. */
  beforeMs?: Int64;
  /** At most so many at once. */
  limit?: number;
  /** When to look again if they were fewer, UTC milliseconds. */
  nextAtMs?: Int64;
}

/** One user. */
export interface GetUser {
  /** Who. */
  userId?: string;
}

/** Users in order of their names to sign in with. */
export interface ListUsers {
  /** Only members of this team. */
  teamId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of users. */
export interface UserPage {
  /** The users. */
  rows?: User[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** People who may be named as owners, in order of their names to sign in with. */
export interface ListColleagues {
  /** Only those who hold this role. */
  role?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A person as all others may see it. */
export interface Colleague {
  /** Name to sign in with, as departments store it as owner. */
  userId?: string;
  /** Name people see. */
  name?: string;
  /** Roles the person holds. */
  roles?: string[];
  /** Teams the person is in. */
  teamIds?: string[];
  /** May not sign in at present. */
  disabled?: boolean;
}

/** A page of people. */
export interface ColleaguePage {
  /** The people. */
  rows?: Colleague[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** One team. */
export interface GetTeam {
  /** Which. */
  teamId?: string;
}

/** Teams by name. */
export interface ListTeams {
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of teams. */
export interface TeamPage {
  /** The teams. */
  rows?: Team[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** Sessions of all users, or of one, newest first. */
export interface ListSessions {
  /** Only of this user. */
  userId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of sessions. */
export interface SessionPage {
  /** The sessions, without their hashes. */
  rows?: Session[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** Tokens of all users, or of one, newest first. */
export interface ListTokens {
  /** Only of this user. */
  userId?: string;
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of tokens. */
export interface TokenPage {
  /** The tokens, without their hashes. */
  rows?: ApiToken[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** Who am I? */
export type GetMe = Record<string, never>;

/** State of the own second factor. */
export type GetMySecondFactor = Record<string, never>;

/** Own sessions, newest first. */
export interface ListMySessions {
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** Own tokens, newest first. */
export interface ListMyTokens {
  /** Most rows of the page; 50 if unset. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** What was done and read, newest first. */
export interface ListAudit {
  /** Only by this user. */
  userId?: string;
  /** Only about this customer and those joined with it. */
  customerId?: string;
  /** Only of this department. */
  department?: string;
  /** Only commands. */
  changesOnly?: boolean;
  /** Not before, UTC milliseconds. */
  fromMs?: Int64;
  /** Before, UTC milliseconds. */
  toMs?: Int64;
  /** Most rows of the page; 50 if unset. A page may hold fewer and still have a next one. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** A page of the list of what was done. */
export interface AuditPage {
  /** The accesses. */
  rows?: Access[];
  /** Token of the next page; unset on the last one. */
  next?: string;
}

/** The front's: who holds this cookie? */
export interface FindSession {
  /** Keyed hash of the cookie. */
  sessionHash?: string;
}

/** The front's: whose token is this? */
export interface FindToken {
  /** Keyed hash of the token. */
  tokenHash?: string;
}

/** Someone who is signed in, with all that a request is judged by. */
export interface SignedIn {
  /** The user. */
  user?: User;
  /** The session, if it came with a cookie. */
  session?: Session;
  /** The token, if it came with one. */
  token?: ApiToken;
  /** All members of the person's teams, if a role of the person reaches them. */
  teammates?: string[];
}

/** The front's: what a user proves to be the one with. */
export interface GetCredential {
  /** Who. */
  userId?: string;
}

/** A credential with its user. */
export interface CredentialView {
  /** The user. */
  user?: User;
  /** What the user proves to be the one with. */
  credential?: Credential;
}

/** The front's: what is this one-time secret for? */
export interface FindSecret {
  /** Keyed hash of the secret. */
  secretHash?: string;
}

/** The front's: has anyone been made yet? */
export type GetSetup = Record<string, never>;

/** Whether the portal has users. */
export interface SetupState {
  /** There is at least one user. */
  hasUsers?: boolean;
  /** A one-time secret for the first administrator is out. */
  begun?: boolean;
}

/** A role that a user holds, and how far it reaches. */
export interface Grant {
  /** Name of the role: seller, marketer, agent, clerk, analyst, manager or administrator. */
  role?: string;
  /** Whose records it reaches. */
  scope?: GrantScope;
}

/** A person who may sign in. */
export interface User {
  /** Name the person signs in with; departments store it as owner. */
  userId?: string;
  /** Name other people see. */
  name?: string;
  /** Address for mail. */
  email?: string;
  /** Language of the pages: en or fa. */
  language?: string;
  /** Roles the person holds. */
  grants?: Grant[];
  /** Teams the person is in. */
  teamIds?: string[];
  /** May not sign in at present. */
  disabled?: boolean;
  /** Has not chosen a password yet. */
  invited?: boolean;
  /** Signs in with a second factor. */
  secondFactor?: boolean;
  /** When the user was made, UTC milliseconds. */
  createdAtMs?: Int64;
  /** When the person last signed in, UTC milliseconds. */
  lastSignInAtMs?: Int64;
  /** Secret for the link /welcome#<secret>; only in the answer to the command that made it, never kept. */
  oneTimeSecret?: string;
  /** Until when that secret holds, UTC milliseconds. */
  oneTimeUntilMs?: Int64;
}

/** People who work together. */
export interface Team {
  /** Id of the team. */
  teamId?: string;
  /** Name people see. */
  name?: string;
  /** Users in it. */
  members?: string[];
  /** When it was made, UTC milliseconds. */
  createdAtMs?: Int64;
}

/** What a user proves to be the one with; never leaves the portal. */
export interface Credential {
  /** Whose it is. */
  userId?: string;
  /** Argon2id of the password, in libsodium's text form; empty until one is chosen. */
  passwordHash?: string;
  /** Rises whenever the password is changed or taken away. */
  generation?: Int64;
  /** When the password was chosen, UTC milliseconds. */
  passwordSetAtMs?: Int64;
  /** Secret of the second factor, encrypted. */
  sealedTotp?: string;
  /** The same, while it waits for its first code. */
  pendingTotp?: string;
  /** Last 30-second step whose code was used; no code of it or before is taken again. */
  lastTotpStep?: Int64;
  /** Hashes of recovery codes that are not used up. */
  recoveryHashes?: string[];
  /** Failed attempts to sign in since the last success. */
  failures?: number;
  /** When the last of them was, UTC milliseconds. */
  lastFailureAtMs?: Int64;
}

/** State of a user's second factor. */
export interface SecondFactor {
  /** Whose it is. */
  userId?: string;
  /** Was a first code given? Before that it is not asked for. */
  confirmed?: boolean;
  /** Since when, UTC milliseconds. */
  sinceMs?: Int64;
  /** Recovery codes that are not used up. */
  recoveryCodesLeft?: number;
  /** Secret in base32; only in the answer to the command that made it, never kept. */
  secret?: string;
  /** The same as an otpauth link for authenticator apps. */
  uri?: string;
  /** Recovery codes; only in the answer to the command that made them, never kept. */
  recoveryCodes?: string[];
}

/** A secret that is used once, kept as its hash. */
export interface OneTimeSecret {
  /** Keyed hash of the secret. */
  secretHash?: string;
  /** What it is for. */
  purpose?: SecretPurpose;
  /** Who may use it; empty for the first administrator. */
  userId?: string;
  /** When it was made, UTC milliseconds. */
  madeAtMs?: Int64;
  /** Until when it holds, UTC milliseconds. */
  untilMs?: Int64;
}

/** A browser that is signed in. */
export interface Session {
  /** Keyed hash of the cookie; only between the portal's front and its store. */
  sessionHash?: string;
  /** Id people see it under. */
  sessionId?: string;
  /** Who signed in. */
  userId?: string;
  /** When, UTC milliseconds. */
  createdAtMs?: Int64;
  /** Last request noted, UTC milliseconds. */
  seenAtMs?: Int64;
  /** Ends then unless it is used before, UTC milliseconds. */
  idleUntilMs?: Int64;
  /** Ends then in any case, UTC milliseconds. */
  endsAtMs?: Int64;
  /** The person asked to stay signed in. */
  remembered?: boolean;
  /** Network address it was opened from. */
  address?: string;
  /** What the browser says of itself. */
  agent?: string;
  /** A second factor was given. */
  secondFactor?: boolean;
}

/** What a token may be used for. */
export interface TokenScope {
  /** Department, or metrics for /metrics. */
  department?: string;
  /** Also commands, not only queries. */
  mayWrite?: boolean;
}

/** A token for programs that act as a user. */
export interface ApiToken {
  /** Keyed hash of the token; only between the portal's front and its store. */
  tokenHash?: string;
  /** Id people see it under. */
  tokenId?: string;
  /** Who made it; it may do what that user may and its scopes allow. */
  userId?: string;
  /** What it is for, in words. */
  name?: string;
  /** What it may be used for. */
  scopes?: TokenScope[];
  /** When it was made, UTC milliseconds. */
  createdAtMs?: Int64;
  /** Until when it holds, UTC milliseconds. */
  expiresAtMs?: Int64;
  /** Last use noted, UTC milliseconds; 0 for never. */
  usedAtMs?: Int64;
  /** The token itself, pv_…; only in the answer to the command that made it, never kept. */
  token?: string;
}

/** One request of a person or program: who did or read what. */
export interface Access {
  /** When, UTC milliseconds. */
  atMs?: Int64;
  /** Note it came with. */
  noteId?: string;
  /** Its place in the note. */
  entry?: number;
  /** Who asked. */
  userId?: string;
  /** Session or token it came by. */
  via?: string;
  /** Network address it came from. */
  address?: string;
  /** HTTP method. */
  method?: string;
  /** Department that was asked. */
  department?: string;
  /** Name of the command or query, such as win_deal. */
  row?: string;
  /** Customer it is about. */
  customerId?: string;
  /** Ids of the records it names. */
  recordIds?: string[];
  /** HTTP status of the answer. */
  status?: number;
  /** Personal data was in the answer. */
  readsPersonal?: boolean;
  /** It asked for a change. */
  changes?: boolean;
}

/** How far the list of accesses has been trimmed. */
export interface AccessTrim {
  /** Always "accesses". */
  trimId?: string;
  /** Rows before this were deleted, UTC milliseconds. */
  beforeMs?: Int64;
}

/** Look for customers and records by words, numbers or identifiers, while they are being typed. */
export interface Search {
  /** What was typed: all words must match, the last one may be unfinished. */
  q?: string;
  /** Kinds to look for; all if none is named. */
  kinds?: HitKind[];
  /** Hits wanted, at most 50; 20 if not set. */
  limit?: number;
}

/** Something that was found. */
export interface SearchHit {
  /** What it is. */
  kind?: HitKind;
  /** Id of the record; of a joined customer the id all its ids share. */
  id?: string;
  /** Customer it is, or is about. */
  customerId?: string;
  /** Number people use. */
  number?: string;
  /** Name or title. */
  title?: string;
  /** Below the title: of a customer an identifier, of a record the customer's name. */
  subtitle?: string;
  /** State, as its department names it. */
  state?: string;
  /** Who answers for the record; not set for customers. */
  owner?: string;
  /** Seller who looks after the customer. */
  accountOwner?: string;
  /** What it is worth. */
  amount?: pv.Money;
  /** When it was opened, placed or issued, UTC milliseconds. */
  atMs?: Int64;
  /** Is it open, or is something open about the customer? */
  open?: boolean;
  /** Is the customer joined of several ids? */
  joined?: boolean;
  /** Person or company, of a customer. */
  customerKind?: pv.CustomerKind;
  /** Words and codes that matched, folded, to be marked in the title. */
  matched?: string[];
  /** How well it fits; hits come in descending order of it. */
  score?: number;
}

/** What was found, best first. */
export interface SearchPage {
  /** The hits. */
  hits?: SearchHit[];
}

/** Something that can be found, with the words and codes it is found by. */
export interface SearchDocument {
  /** Kind in the bits above 40, below it a number counted per kind. */
  number?: Int64;
  /** What it is. */
  kind?: HitKind;
  /** Customer it is, or is about. */
  customerId?: string;
  /** Id of the record; not set for a customer. */
  itemId?: string;
  /** Name or title. */
  title?: string;
  /** Number people use. */
  label?: string;
  /** State it is in, as its department names it. */
  state?: string;
  /** Who answers for it. */
  owner?: string;
  /** What it is worth. */
  amount?: pv.Money;
  /** When it was opened, placed or issued, UTC milliseconds. */
  atMs?: Int64;
  /** What is open about it: 1 itself or a deal, 2 a case. */
  open?: number;
  /** Documents in a higher bucket come first: 255 for what is open, else years from 1970 to the last purchase or change. */
  bucket?: number;
  /** Number of purchases, as the power of two it reached. */
  weight?: number;
  /** Words of name or title, folded. */
  words?: string[];
  /** Identifiers and numbers, folded, letters and digits alone. */
  codes?: string[];
  /** When the customer bought last, UTC milliseconds, to the year. */
  lastPurchaseMs?: Int64;
}

/** The documents of one block that hold a word, or a word that begins so. */
export interface SearchPosting {
  /** The word or its beginning. */
  word?: string;
  /** Kind, bucket and block, so that the order of rows is the order of reading. */
  place?: Int64;
  /** Documents in the block: up to 127 as ascending 16-bit numbers, more as 2048 bits. */
  documents?: string;
}

/** How many documents of a kind were numbered. */
export interface SearchCounter {
  /** The kind. */
  kind?: HitKind;
  /** Last number given. */
  last?: Int64;
}

/** A customer with facts that wait for their time; looked at again when that is reached. */
export interface SearchWaiting {
  /** Id of the customer. */
  customerId?: string;
}

/** Marks alerts of the actor. */
export interface MarkAlerts {
  /** Numbers of the alerts; none with all. */
  numbers?: Int64[];
  /** Every alert up to the newest number below. */
  all?: boolean;
  /** With all: the newest alert that is meant; alerts that came later stay as they are. */
  upToNumber?: Int64;
  /** They were seen. */
  seen?: boolean;
  /** They are done: they leave the desk. */
  done?: boolean;
  /** They are put aside until then, UTC milliseconds. */
  snoozedUntilMs?: Int64;
}

/** Keeps a view of a list. */
export interface CreateView {
  /** Id of the view; made if not set. */
  viewId?: string;
  /** Page it belongs to, such as customers or deals. */
  page?: string;
  /** Name people see. */
  name?: string;
  /** The filters, as JSON. */
  filter?: string;
  /** Columns shown, in order. */
  columns?: string[];
  /** Order of the rows, in the words of the page. */
  order?: string;
  /** Everybody sees it. */
  shared?: boolean;
}

/** Changes a kept view; fields that are not set stay. */
export interface ChangeView {
  /** The view. */
  viewId?: string;
  /** Name people see. */
  name?: string;
  /** The filters, as JSON. */
  filter?: string;
  /** Columns shown, in order; replaced if filter or columns are set. */
  columns?: string[];
  /** Order of the rows, in the words of the page. */
  order?: string;
  /** Everybody sees it. */
  shared?: boolean;
}

/** Takes a kept view away. */
export interface DeleteView {
  /** The view. */
  viewId?: string;
}

/** A person marked alerts. */
export interface AlertsMarked {
  /** The person. */
  person?: string;
  /** Numbers of the alerts. */
  numbers?: Int64[];
  /** They were seen. */
  seen?: boolean;
  /** They are done: they leave the desk. */
  done?: boolean;
  /** They are put aside until then, UTC milliseconds. */
  snoozedUntilMs?: Int64;
}

/** A view was kept or changed. */
export interface ViewKept {
  /** Id of the view. */
  viewId?: string;
  /** The view as it is now. */
  view?: SavedView;
}

/** A view was taken away. */
export interface ViewDeleted {
  /** Id of the view. */
  viewId?: string;
}

/** Asks for everything a page about one customer shows. */
export interface GetOverview {
  /** Any id of the customer. */
  customerId?: string;
  /** Rows of the timeline; 20 if not set, 100 at most. */
  timelineLimit?: number;
}

/** A customer that is related to another. */
export interface RelatedCustomer {
  /** The relation. */
  relation?: pv.Relation;
  /** The other customer's id, of all joined ids the smallest. */
  customerId?: string;
  /** The other customer's name. */
  name?: string;
}

/** A customer that may be the same. */
export interface LikelyDuplicate {
  /** The suggestion. */
  suggestion?: pv.DuplicateSuggestion;
  /** The other customer's id, of all joined ids the smallest. */
  customerId?: string;
  /** The other customer's name. */
  name?: string;
}

/** Whether a customer may be reached. */
export interface Reach {
  /** Channel. */
  channel?: pv.Channel;
  /** Purpose. */
  purpose?: pv.Purpose;
  /** May the customer be reached? */
  allowed?: boolean;
}

/** How many items of one kind a customer has. */
export interface ItemCount {
  /** What they are. */
  kind?: ItemKind;
  /** How many are open; counting ends at 200. */
  open?: number;
}

/** Everything a page about one customer shows. */
export interface Overview {
  /** Id of the customer: the smallest of all joined ids. */
  customerId?: string;
  /** The card with the facts of all departments, consents and relations. */
  card?: pv.Card;
  /** Open items, at most 10 of a kind, those due first. */
  openItems?: Item[];
  /** Items closed last, at most 5 of a kind. */
  closedItems?: Item[];
  /** How many items are open. */
  counts?: ItemCount[];
  /** The newest rows of the timeline. */
  timeline?: TimelineEntry[];
  /** Token of the timeline's next page, for ListTimeline; not set on the last. */
  timelineNext?: string;
  /** Related customers. */
  related?: RelatedCustomer[];
  /** Customers that may be the same. */
  duplicates?: LikelyDuplicate[];
  /** Lists the customer is on. */
  lists?: Membership[];
  /** Whether the customer may be reached. */
  reach?: Reach[];
  /** How far each department was heard when this was true. */
  sources?: DepartmentHeard[];
}

/** Lists what happened with a customer, newest first. */
export interface ListTimeline {
  /** Any id of the customer. */
  customerId?: string;
  /** Only from these departments. */
  sources?: string[];
  /** Only about these. */
  kinds?: TimelineKind[];
  /** Not before, UTC milliseconds. */
  fromMs?: Int64;
  /** Before, UTC milliseconds. */
  toMs?: Int64;
  /** Only about this item. */
  itemId?: string;
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of a timeline. */
export interface TimelinePage {
  /** What happened, newest first. */
  rows?: TimelineEntry[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Asks for one item. */
export interface GetItem {
  /** Id of the record in its department. */
  itemId?: string;
}

/** Lists items: of a customer, of an owner (open ones, those due first), or of a kind (changed last first). */
export interface ListItems {
  /** Any id of the customer. */
  customerId?: string;
  /** Owner, for open items; * for those nobody answers for. */
  owner?: string;
  /** Only of this kind; required without customer and owner. */
  kind?: ItemKind;
  /** Only in this state, such as DEAL_OPEN. */
  state?: string;
  /** Only open ones, or only closed ones. */
  closed?: boolean;
  /** Only due before, UTC milliseconds. */
  dueBeforeMs?: Int64;
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of items. */
export interface ItemPage {
  /** Items. */
  rows?: Item[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Lists customers that fit all filters. */
export interface ListProfiles {
  /** Beginning of the name or of a later word of it. */
  word?: string;
  /** PERSON, COMPANY or INTERNAL. */
  kind?: string;
  /** RFM segment. */
  segment?: string;
  /** The three scores, such as 545. */
  rfmCell?: string;
  /** Scores of recency and frequency, such as 54. */
  rf?: string;
  /** Loyalty tier. */
  tier?: string;
  /** Tier of value. */
  valueTier?: string;
  /** Stage of the life cycle. */
  lifecycle?: string;
  /** Seller who answers for the customer. */
  owner?: string;
  /** Town, in any spelling of the same letters. */
  city?: string;
  /** A tag people gave the customer. */
  label?: string;
  /** Members of this list. */
  listId?: string;
  /** Order of the rows. */
  order?: ProfileOrder;
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of customers. With several filters a page may be short, or empty, and yet not be the last. */
export interface ProfilePage {
  /** Customers. */
  rows?: Profile[];
  /** Token of the next page; not set on the last. */
  next?: string;
  /** How many customers there are in all; with at most one filter other than word, city and label. */
  total?: Int64;
}

/** Lists what is counted. */
export interface ListCounters {
  /** Groups: segment, cell, rf, tier, value, lifecycle, kind, owner, list, all; item, stage, desk. */
  groups?: string[];
  /** Rows in one page, of all groups together. */
  limit?: number;
  /** Token of the page before; for one group only. */
  after?: string;
}

/** One page of counters. */
export interface CounterPage {
  /** Counters, by group and value. */
  rows?: Counter[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Adds up figures by day or hour. */
export interface ListFigures {
  /** At least one of: customers_introduced, leads_captured, leads_converted, deals_opened, deals_won, deals_lost, orders_placed, invoices_paid, refunds_given, cases_opened, cases_resolved, activities_done, responses_recorded, members_enrolled, points_earned, points_redeemed. */
  names?: string[];
  /** From, UTC milliseconds. */
  fromMs?: Int64;
  /** Until before, UTC milliseconds; at most 400 days later. */
  toMs?: Int64;
  /** Hours of one row: 1 to 8784; 24 if not set. */
  hours?: number;
  /** Minutes that local time is ahead of UTC, so that days begin at local midnight; whole half hours count. */
  zoneMinutes?: number;
}

/** Figures added up. */
export interface FigureSum {
  /** Name of the figure. */
  name?: string;
  /** Beginning of the time added up, UTC milliseconds. */
  fromMs?: Int64;
  /** How often. */
  count?: Int64;
  /** What it was worth, per currency. */
  amounts?: pv.Money[];
  /** Points, where it is about points. */
  points?: Int64;
}

/** Figures by name and time; times without any have no row. */
export interface FigureTable {
  /** Sums. */
  rows?: FigureSum[];
}

/** Asks what lies on a person's desk. */
export interface GetInbox {
  /** The person; the actor if not set. Others' desks are for managers. */
  person?: string;
  /** Rows of each section; 20 if not set, 100 at most. */
  limit?: number;
  /** Due before counts as due, UTC milliseconds; the end of today in the person's zone. Now if not set. */
  dueBeforeMs?: Int64;
}

/** How much lies on a person's desk. */
export interface InboxCounts {
  /** Open activities. */
  activities?: number;
  /** Open activities due before the time asked for; counting ends at 200. */
  activitiesDue?: number;
  /** Open leads. */
  leads?: number;
  /** Open deals. */
  deals?: number;
  /** Open cases. */
  cases?: number;
  /** Alerts not seen yet. */
  alertsUnseen?: number;
  /** Leads that nobody answers for. */
  leadsUnassigned?: number;
  /** Cases that nobody answers for. */
  casesUnassigned?: number;
}

/** What lies on a person's desk. Items are those due first. */
export interface Inbox {
  /** The person. */
  person?: string;
  /** How much it is. */
  counts?: InboxCounts;
  /** Alerts that are not put aside, newest first. */
  alerts?: Alert[];
  /** Open activities. */
  activities?: Item[];
  /** Open leads. */
  leads?: Item[];
  /** Open deals. */
  deals?: Item[];
  /** Open cases, most urgent first. */
  cases?: Item[];
  /** Leads that nobody answers for, if the actor is a seller. */
  leadsUnassigned?: Item[];
  /** Cases that nobody answers for, if the actor is an agent. */
  casesUnassigned?: Item[];
}

/** Lists alerts of a person, newest first. */
export interface ListAlerts {
  /** The person; the actor if not set. Others' desks are for managers. */
  person?: string;
  /** Only those not seen yet. */
  unseen?: boolean;
  /** Those put aside too. */
  snoozed?: boolean;
  /** Rows in one page. */
  limit?: number;
  /** Token of the page before. */
  after?: string;
}

/** One page of alerts. */
export interface AlertPage {
  /** Alerts. */
  rows?: Alert[];
  /** Token of the next page; not set on the last. */
  next?: string;
}

/** Lists views that the actor keeps, and shared ones. */
export interface ListViews {
  /** Page they belong to; all if not set. */
  page?: string;
}

/** Kept views. */
export interface ViewPage {
  /** Own views first, then shared ones of others, by name. */
  rows?: SavedView[];
}

/** Asks how far departments were heard. */
export type ListDepartments = Record<string, never>;

/** Departments. */
export interface DepartmentPage {
  /** How far each was heard. */
  rows?: DepartmentHeard[];
}

/** How far the portal has heard a department. */
export interface DepartmentHeard {
  /** The department. */
  source?: string;
  /** Epoch of its log. */
  epoch?: Int64;
  /** Last event heard. */
  sequence?: Int64;
  /** When that event was recorded, UTC milliseconds. */
  recordedAtMs?: Int64;
  /** When it happened in the business, UTC milliseconds. */
  happenedAtMs?: Int64;
  /** True if the department is silent now; known to the portal's front only. */
  silent?: boolean;
  /** Since when nothing was heard from it, UTC milliseconds; known to the portal's front only. */
  silentSinceMs?: Int64;
  /** Last event that the department is known to have told; known to the portal's front only. */
  head?: Int64;
  /** Events told but not yet heard; known to the portal's front only. */
  lag?: Int64;
}

/** Anything people work with, of whatever department, in one form. */
export interface Item {
  /** Id of the record in its department. */
  itemId?: string;
  /** What it is. */
  kind?: ItemKind;
  /** Department that owns it. */
  source?: string;
  /** Number people use. */
  number?: string;
  /** The customer, under the id the record has. */
  customerId?: string;
  /** Name of the customer; in answers only. */
  customerName?: string;
  /** One line that says what it is. */
  title?: string;
  /** State in its department, such as DEAL_OPEN or WAITING_FOR_CUSTOMER. */
  state?: string;
  /** Nothing is left to do. */
  closed?: boolean;
  /** Member of staff who answers for it. */
  owner?: string;
  /** What it is worth. */
  amount?: pv.Money;
  /** How soon it is to be worked on: of a case 1 to 4, 4 at once. */
  priority?: number;
  /** When it is due (activity, lead's response, deal's expected close, invoice), UTC milliseconds. */
  dueAtMs?: Int64;
  /** When it came to be, UTC milliseconds. */
  openedAtMs?: Int64;
  /** When it last changed, UTC milliseconds. */
  changedAtMs?: Int64;
  /** When it was closed, UTC milliseconds. */
  closedAtMs?: Int64;
  /** Kind within its department, such as COMPLAINT, PHONE_CALL or FORM. */
  variety?: string;
  /** Pipeline of a deal. */
  pipelineId?: string;
  /** Stage of a deal. */
  stageId?: string;
  /** Chance of winning a deal, 0 to 100. */
  probabilityPercent?: number;
  /** Queue of a case. */
  queueId?: string;
  /** Severity of a case, 1 to 4. */
  severity?: number;
  /** Channel it came by. */
  channel?: string;
  /** It needs attention: overdue lead, stalled deal, reminded activity, urgent case. */
  alarm?: boolean;
  /** Points, of a redemption. */
  points?: Int64;
  /** Paid so far, in minor units, of an invoice. */
  paidMinor?: Int64;
  /** Deal it is about or came from. */
  dealId?: string;
  /** Lead it is about or came from. */
  leadId?: string;
  /** Case it is about. */
  caseId?: string;
  /** Order it is for. */
  orderId?: string;
  /** Invoice it is for. */
  invoiceId?: string;
  /** Campaign it answers to or is attributed to. */
  campaignId?: string;
  /** While put aside: until when, UTC milliseconds. */
  snoozedUntilMs?: Int64;
  /** When the last message of a case was added, UTC milliseconds. */
  lastMessageAtMs?: Int64;
  /** Which way it went: INBOUND, OUTBOUND or INTERNAL. */
  lastDirection?: string;
  /** Members of staff who want to hear of it. */
  watchers?: string[];
  /** Owner while it is open, * while nobody answers for it; none when closed. For the order of lists. */
  desk?: string[];
  /** Place in lists of open items, smaller first: when it is due; of a case, urgent and old ones first. */
  rank?: Int64;
  /** State before a case was put aside. */
  stateBefore?: string;
  /** Lines of an order. */
  lines?: number;
}

/** A record that an event names. */
export interface Reference {
  /** Field of the event, such as deal_id. */
  name?: string;
  /** The id. */
  id?: string;
}

/** One fact that changed. */
export interface Change {
  /** Name of the fact, such as birthday. */
  name?: string;
  /** Its value now, as text; not set if it was cleared. */
  text?: string;
}

/** One line of what was bought. */
export interface LineSummary {
  /** Name of what is sold. */
  productName?: string;
  /** Product, if it is one of ours. */
  productId?: string;
  /** How many units. */
  quantity?: Int64;
  /** What the line costs, in minor units. */
  amountMinor?: Int64;
}

/** One thing that happened with a customer. */
export interface TimelineEntry {
  /** The customer, under the id the event names. */
  customerId?: string;
  /** When it happened, UTC milliseconds. */
  atMs?: Int64;
  /** Department that told it. */
  source?: string;
  /** Epoch of that department's log. */
  epoch?: Int64;
  /** Number of the event in that log. */
  sequence?: Int64;
  /** Full name of the event, such as payvand.sales.DealWon. */
  type?: string;
  /** What it is about. */
  kind?: TimelineKind;
  /** Who did it. */
  actor?: string;
  /** It was imported. */
  historical?: boolean;
  /** When it was recorded, UTC milliseconds. */
  recordedAtMs?: Int64;
  /** Kind of the item it is about, if it is about one. */
  itemKind?: ItemKind;
  /** Id of that item. */
  itemId?: string;
  /** Number people use. */
  number?: string;
  /** One line that says what it is about. */
  title?: string;
  /** What was said or why, its beginning. */
  text?: string;
  /** What it was before: a state, stage, tier, owner or cell. */
  from?: string;
  /** What it is now: a state, stage, tier, owner, cell, direction or kind. */
  to?: string;
  /** Money it is about. */
  amount?: pv.Money;
  /** Points gained, or below zero for lost. */
  points?: Int64;
  /** Member of staff it names. */
  owner?: string;
  /** Channel it came or went by. */
  channel?: string;
  /** Purpose of a consent. */
  purpose?: string;
  /** When what it speaks of is due, UTC milliseconds. */
  dueAtMs?: Int64;
  /** Other records it names. */
  references?: Reference[];
  /** Facts that changed. */
  changes?: Change[];
  /** What was bought: the first lines. */
  lines?: LineSummary[];
  /** How many lines there are. */
  lineCount?: number;
}

/** A customer's place on a list. */
export interface Membership {
  /** The customer, under the id that marketing uses. */
  customerId?: string;
  /** The list. */
  listId?: string;
  /** Name of the list. */
  listName?: string;
  /** Since when, UTC milliseconds. */
  sinceMs?: Int64;
}

/** Another id that may be the same customer. */
export interface DuplicateOf {
  /** One id. */
  customerId?: string;
  /** The other id. */
  otherId?: string;
}

/** A customer in one row, joined over all ids, for lists with filters. */
export interface Profile {
  /** Id of the customer: the smallest of all joined ids. */
  customerId?: string;
  /** PERSON, COMPANY or INTERNAL. */
  kind?: string;
  /** Name to show. */
  name?: string;
  /** Folded name, for the order of lists. */
  nameKey?: string;
  /** Town. */
  city?: string;
  /** An e-mail address. */
  email?: string;
  /** A phone number. */
  phone?: string;
  /** Seller who answers for the customer. */
  owner?: string;
  /** Loyalty tier. */
  tier?: string;
  /** Points that can be redeemed. */
  points?: Int64;
  /** RFM segment. */
  segment?: string;
  /** The three scores as digits, such as 545. */
  rfmCell?: string;
  /** Tier of value. */
  valueTier?: string;
  /** Stage of the life cycle. */
  lifecycle?: string;
  /** Number of purchases. */
  purchases?: number;
  /** All that was spent. */
  spent?: pv.Money;
  /** When the customer bought last, UTC milliseconds. */
  lastPurchaseMs?: Int64;
  /** Open deals. */
  openDeals?: number;
  /** Value of the open deals. */
  openValue?: pv.Money;
  /** Open cases. */
  openCases?: number;
  /** When the customer was introduced, UTC milliseconds. */
  introducedAtMs?: Int64;
  /** The later of introduction and last purchase, UTC milliseconds: the order of lists. */
  recentAtMs?: Int64;
  /** What filters look for, such as segment:champions; all stands for every customer. */
  tags?: string[];
  /** Tags people gave the customer. */
  labels?: string[];
  /** How many ids are joined. */
  joined?: number;
}

/** How many records share something, and what they are worth. */
export interface Counter {
  /** What is counted: segment, cell, rf, tier, value, lifecycle, kind, owner, list, all (customers); item (kind/state), stage (pipeline/stage of open deals), desk (owner/kind of open items). */
  group?: string;
  /** The value they share. */
  value?: string;
  /** How many. */
  count?: Int64;
  /** What they are worth, per currency: what customers spent, amounts of items. */
  amounts?: pv.Money[];
}

/** What happened in half an hour. */
export interface Figure {
  /** Name of the figure, such as deals_won. */
  name?: string;
  /** Half hours since 1970-01-01, UTC: days of all time zones are made of them. */
  halfHour?: Int64;
  /** How often. */
  count?: Int64;
  /** What it was worth, per currency. */
  amounts?: pv.Money[];
  /** Points, where it is about points. */
  points?: Int64;
}

/** Something a person is to know. */
export interface Alert {
  /** The person. */
  person?: string;
  /** Its number among the person's alerts. */
  number?: Int64;
  /** Why. */
  kind?: AlertKind;
  /** When it happened, UTC milliseconds. */
  atMs?: Int64;
  /** The customer it is about. */
  customerId?: string;
  /** Name of the customer; in answers only. */
  customerName?: string;
  /** Kind of the item it is about. */
  itemKind?: ItemKind;
  /** Id of that item. */
  itemId?: string;
  /** Number people use. */
  itemNumber?: string;
  /** One line that says what it is about. */
  title?: string;
  /** What it was before, such as silver. */
  from?: string;
  /** What it is now. */
  to?: string;
  /** Who did it. */
  actor?: string;
  /** Full name of the event. */
  type?: string;
  /** Department that told it. */
  source?: string;
  /** The person has seen it. */
  seen?: boolean;
  /** Put aside until then, UTC milliseconds. */
  snoozedUntilMs?: Int64;
}

/** The alerts of one person, counted. */
export interface Desk {
  /** The person. */
  person?: string;
  /** Number of the newest alert. */
  lastNumber?: Int64;
  /** Alerts not seen yet. */
  unseen?: number;
  /** Alerts kept. */
  alerts?: number;
}

/** A view of a list that somebody keeps: filters, columns and order under a name. */
export interface SavedView {
  /** Id of the view. */
  viewId?: string;
  /** Who made it. */
  person?: string;
  /** Page it belongs to, such as customers or deals. */
  page?: string;
  /** Name people see. */
  name?: string;
  /** The filters, as JSON. */
  filter?: string;
  /** Columns shown, in order. */
  columns?: string[];
  /** Order of the rows, in the words of the page. */
  order?: string;
  /** Everybody sees it. */
  shared?: boolean;
  /** When it last changed, UTC milliseconds. */
  changedAtMs?: Int64;
}
