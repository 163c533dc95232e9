SELECT e.id, u.email, c.code, e.grade
FROM enrolment e
JOIN "user" u ON u.id = e.user_id
JOIN course c ON c.id = e.course_id
