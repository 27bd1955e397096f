-- The callback that counted from the last outcome on: it comes back with it.
alter table agent add column saved_booked text;
