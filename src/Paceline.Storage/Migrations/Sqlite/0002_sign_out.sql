-- How often a user has signed out. A cookie carries the number it was made under and is refused under another.
-- Why a number and not a row per sign-in: signing out ends all of them, as it ends every live connection of the user.

alter table user add column sign_outs integer not null default 0;
