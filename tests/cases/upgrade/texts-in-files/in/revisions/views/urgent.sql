-- what cannot wait
SELECT id FROM jobs
WHERE level >= {{ least }}
