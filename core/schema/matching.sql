-- The place one level above homes around each person's home: what finds people near a vacancy.
ALTER TABLE profile ADD COLUMN area TEXT;
-- Each profile is kept for tablets in the bucket of its area.
UPDATE profile SET area = substr(bucket, 8) FROM changes
WHERE collection = 'profiles' AND bucket LIKE 'people/%' AND removed = 0 AND document = profile.id
    AND place IS NOT NULL;
CREATE INDEX profile_match ON profile (occupation, area, place, id) WHERE status = 'active';
