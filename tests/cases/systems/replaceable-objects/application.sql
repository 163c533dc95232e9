-- What the build script made before there was a history: the tables of in/baseline.yaml.
CREATE TABLE "user" (
  id uuid CONSTRAINT pk_user PRIMARY KEY,
  email varchar(120) NOT NULL CONSTRAINT uq_user_email UNIQUE,
  name varchar(80) NOT NULL,
  active varchar(1) NOT NULL DEFAULT 'Y',
  points integer
);
CREATE TABLE course (
  id integer CONSTRAINT pk_course PRIMARY KEY,
  code varchar(10) NOT NULL,
  title varchar(80) NOT NULL
);
CREATE INDEX course_code ON course (code);
CREATE TABLE enrolment (
  id integer CONSTRAINT pk_enrolment PRIMARY KEY,
  user_id uuid NOT NULL,
  course_id integer NOT NULL,
  grade integer
);
CREATE INDEX enrolment_user ON enrolment (user_id);
CREATE TABLE badge (
  user_id uuid,
  code varchar(20),
  number integer NOT NULL,
  CONSTRAINT pk_badge PRIMARY KEY (user_id, code)
);
CREATE TABLE revision_audit (
  id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_revision_audit PRIMARY KEY,
  revision varchar(40) NOT NULL,
  note text NOT NULL,
  at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "user" (id, email, name, active) VALUES
  ('00000000-0000-4000-8000-00000000000a', 'ada@example.org', 'Ada', 'Y'),
  ('00000000-0000-4000-8000-00000000000b', 'bob@example.org', 'Bob', 'N');
INSERT INTO course VALUES (1, 'CS', 'Computing'), (2, 'HI', 'History');
INSERT INTO enrolment VALUES
  (1, '00000000-0000-4000-8000-00000000000a', 1, 95), (2, '00000000-0000-4000-8000-00000000000b', 2, 40);
INSERT INTO badge VALUES ('00000000-0000-4000-8000-00000000000a', 'first', 7);
