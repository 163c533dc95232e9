INSERT INTO jobs (id, level) VALUES (1, 2);
UPDATE jobs SET level = level + 1;
