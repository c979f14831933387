BEGIN TRANSACTION;
CREATE TABLE application (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    profile_id TEXT NOT NULL REFERENCES profile (id),
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    status TEXT NOT NULL CHECK (status IN
        ('applied', 'seen', 'shortlisted', 'invited', 'coming', 'not_coming', 'hired', 'refused', 'withdrawn')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (profile_id, vacancy_id)
);
INSERT INTO "application" VALUES('01a2094c-b758-7478-9899-ea3a8d07b8d3',1,'01a2094c-b756-7780-b2f9-c8a6b0eae238','01a2094c-b739-720a-b1a8-68995d8da7b3','applied',1795000000,1795000000);
INSERT INTO "application" VALUES('01a2094c-b75c-7267-9901-cc2fe59ca709',1,'01a2094c-b75a-736d-bd35-04db1e856c53','01a2094c-b739-720a-b1a8-68995d8da7b3','applied',1795000000,1795000000);
CREATE TABLE application_status (
    application_id TEXT NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, version)
);
INSERT INTO "application_status" VALUES('01a2094c-b758-7478-9899-ea3a8d07b8d3',1,'applied',1795000000);
INSERT INTO "application_status" VALUES('01a2094c-b75c-7267-9901-cc2fe59ca709',1,'applied',1795000000);
CREATE TABLE call_request (
    id TEXT PRIMARY KEY,
    phone TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    language TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT
);
INSERT INTO "call_request" VALUES('01a2094c-b759-7537-a4d4-44f6ccc53631','+254712345678','01a2094c-b756-7780-b2f9-c8a6b0eae238','sw',1795000000,NULL);
INSERT INTO "call_request" VALUES('01a2094c-b75d-7160-a2d6-11a2bff07ad1','+254712345679','01a2094c-b75a-736d-bd35-04db1e856c53','sw',1795000000,NULL);
CREATE TABLE changes (
    bucket TEXT NOT NULL,
    collection TEXT NOT NULL,
    document TEXT NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    body TEXT NOT NULL,
    PRIMARY KEY (bucket, collection, document)
);
INSERT INTO "changes" VALUES('employers/047','employers','01a2094c-b738-7398-8ffa-5b88ae339cc6',2,1,0,'{"id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","version":1,"name":"Bahari Works","place":"047.274","sector":"building","level":"unknown"}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2094c-b739-720a-b1a8-68995d8da7b3',5,2,0,'{"id":"01a2094c-b739-720a-b1a8-68995d8da7b3","version":2,"reference":"10008","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"Mason","occupation":"7112","place":"003.011.kilifi","posts":2,"pay":1200,"pay_period":"day","pay_month":31200,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2094c-b73b-702a-bc7b-ba2202413599',8,2,0,'{"id":"01a2094c-b73b-702a-bc7b-ba2202413599","version":2,"reference":"10019","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"Bricklayer","occupation":"7112","place":"003.016","posts":2,"pay":30000,"pay_period":"month","pay_month":30000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2094c-b73d-75c1-8b72-71d47a12f140',11,2,0,'{"id":"01a2094c-b73d-75c1-8b72-71d47a12f140","version":2,"reference":"10024","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"House builder","occupation":"7111","place":"003.011","posts":2,"pay":900,"pay_period":"day","pay_month":23400,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/001','vacancies','01a2094c-b73f-705d-a35e-76e7ddf2e2c1',14,2,0,'{"id":"01a2094c-b73f-705d-a35e-76e7ddf2e2c1","version":2,"reference":"10035","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"Mason at the port","occupation":"7112","place":"001","posts":2,"pay":35000,"pay_period":"month","pay_month":35000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2094c-b741-7083-a5e0-4bbf97ee1fba',17,2,0,'{"id":"01a2094c-b741-7083-a5e0-4bbf97ee1fba","version":2,"reference":"10043","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"Cook","occupation":"5120","place":"003.011","posts":2,"pay":18000,"pay_period":"month","pay_month":18000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/047','vacancies','01a2094c-b742-7697-9fdf-0e52f4f7c7a7',20,2,0,'{"id":"01a2094c-b742-7697-9fdf-0e52f4f7c7a7","version":2,"reference":"10056","employer_id":"01a2094c-b738-7398-8ffa-5b88ae339cc6","title":"Painter","occupation":"7131","place":"047.274","posts":2,"pay":25000,"pay_period":"month","pay_month":25000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('people/KE','profiles','01a2094c-b756-7780-b2f9-c8a6b0eae238',24,2,1,'null');
INSERT INTO "changes" VALUES('people/003','profiles','01a2094c-b756-7780-b2f9-c8a6b0eae238',25,2,0,'{"id":"01a2094c-b756-7780-b2f9-c8a6b0eae238","version":2,"status":"active","language":"sw","name":"Wanjikũ Mwangi","birth_year":1990,"place":"003.011","sector":"building","occupation":"7112","experience":"over_5","least_pay":12000,"skills":["tiling"],"alerts":"off","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/003','applications','01a2094c-b758-7478-9899-ea3a8d07b8d3',27,1,0,'{"id":"01a2094c-b758-7478-9899-ea3a8d07b8d3","version":1,"profile_id":"01a2094c-b756-7780-b2f9-c8a6b0eae238","vacancy_id":"01a2094c-b739-720a-b1a8-68995d8da7b3","status":"applied","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/KE','profiles','01a2094c-b75a-736d-bd35-04db1e856c53',32,2,1,'null');
INSERT INTO "changes" VALUES('people/003','profiles','01a2094c-b75a-736d-bd35-04db1e856c53',33,2,0,'{"id":"01a2094c-b75a-736d-bd35-04db1e856c53","version":2,"status":"active","language":"sw","name":"Éric d''Abidjan","birth_year":1990,"place":"003.011","sector":"building","occupation":"7112","experience":"over_5","least_pay":12000,"skills":["tiling"],"alerts":"off","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/003','applications','01a2094c-b75c-7267-9901-cc2fe59ca709',35,1,0,'{"id":"01a2094c-b75c-7267-9901-cc2fe59ca709","version":1,"profile_id":"01a2094c-b75a-736d-bd35-04db1e856c53","vacancy_id":"01a2094c-b739-720a-b1a8-68995d8da7b3","status":"applied","created_at":1795000000,"updated_at":1795000000}');
CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES profile (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'alerts')),
    given INTEGER NOT NULL CHECK (given IN (0, 1)),
    text_version TEXT NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    at BIGINT NOT NULL
);
INSERT INTO "consent" VALUES('01a2094c-b757-75da-b3de-2f177a4037cc','01a2094c-b756-7780-b2f9-c8a6b0eae238','alerts',1,'2026-11','sw','ussd',1795000000);
INSERT INTO "consent" VALUES('01a2094c-b75b-7001-b4b2-38591a039618','01a2094c-b75a-736d-bd35-04db1e856c53','alerts',1,'2026-11','sw','ussd',1795000000);
CREATE TABLE employer (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    phone TEXT CHECK (phone LIKE '+%'),
    place TEXT NOT NULL,
    sector TEXT NOT NULL,
    level TEXT NOT NULL DEFAULT 'unknown'
        CHECK (level IN ('unknown', 'phone_verified', 'document_verified', 'trusted')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
INSERT INTO "employer" VALUES('01a2094c-b738-7398-8ffa-5b88ae339cc6',1,'Bahari Works',NULL,'047.274','building','unknown',1795000000,1795000000);
CREATE TABLE event (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL
);
INSERT INTO "event" VALUES(1,'employer.added','01a2094c-b738-7398-8ffa-5b88ae339cc6','{}',1795000000);
INSERT INTO "event" VALUES(3,'vacancy.added','01a2094c-b739-720a-b1a8-68995d8da7b3','{}',1795000000);
INSERT INTO "event" VALUES(4,'vacancy.opened','01a2094c-b739-720a-b1a8-68995d8da7b3','{}',1795000000);
INSERT INTO "event" VALUES(6,'vacancy.added','01a2094c-b73b-702a-bc7b-ba2202413599','{}',1795000000);
INSERT INTO "event" VALUES(7,'vacancy.opened','01a2094c-b73b-702a-bc7b-ba2202413599','{}',1795000000);
INSERT INTO "event" VALUES(9,'vacancy.added','01a2094c-b73d-75c1-8b72-71d47a12f140','{}',1795000000);
INSERT INTO "event" VALUES(10,'vacancy.opened','01a2094c-b73d-75c1-8b72-71d47a12f140','{}',1795000000);
INSERT INTO "event" VALUES(12,'vacancy.added','01a2094c-b73f-705d-a35e-76e7ddf2e2c1','{}',1795000000);
INSERT INTO "event" VALUES(13,'vacancy.opened','01a2094c-b73f-705d-a35e-76e7ddf2e2c1','{}',1795000000);
INSERT INTO "event" VALUES(15,'vacancy.added','01a2094c-b741-7083-a5e0-4bbf97ee1fba','{}',1795000000);
INSERT INTO "event" VALUES(16,'vacancy.opened','01a2094c-b741-7083-a5e0-4bbf97ee1fba','{}',1795000000);
INSERT INTO "event" VALUES(18,'vacancy.added','01a2094c-b742-7697-9fdf-0e52f4f7c7a7','{}',1795000000);
INSERT INTO "event" VALUES(19,'vacancy.opened','01a2094c-b742-7697-9fdf-0e52f4f7c7a7','{}',1795000000);
INSERT INTO "event" VALUES(21,'profile.begun','01a2094c-b756-7780-b2f9-c8a6b0eae238','{}',1795000000);
INSERT INTO "event" VALUES(22,'consent.given','01a2094c-b756-7780-b2f9-c8a6b0eae238','{"purpose":"alerts"}',1795000000);
INSERT INTO "event" VALUES(23,'profile.registered','01a2094c-b756-7780-b2f9-c8a6b0eae238','{}',1795000000);
INSERT INTO "event" VALUES(26,'application.applied','01a2094c-b758-7478-9899-ea3a8d07b8d3','{"vacancy":"01a2094c-b739-720a-b1a8-68995d8da7b3"}',1795000000);
INSERT INTO "event" VALUES(28,'call.asked','01a2094c-b759-7537-a4d4-44f6ccc53631','{}',1795000000);
INSERT INTO "event" VALUES(29,'profile.begun','01a2094c-b75a-736d-bd35-04db1e856c53','{}',1795000000);
INSERT INTO "event" VALUES(30,'consent.given','01a2094c-b75a-736d-bd35-04db1e856c53','{"purpose":"alerts"}',1795000000);
INSERT INTO "event" VALUES(31,'profile.registered','01a2094c-b75a-736d-bd35-04db1e856c53','{}',1795000000);
INSERT INTO "event" VALUES(34,'application.applied','01a2094c-b75c-7267-9901-cc2fe59ca709','{"vacancy":"01a2094c-b739-720a-b1a8-68995d8da7b3"}',1795000000);
INSERT INTO "event" VALUES(36,'call.asked','01a2094c-b75d-7160-a2d6-11a2bff07ad1','{}',1795000000);
INSERT INTO "event" VALUES(37,'vacancy.reported','01a2094c-b739-720a-b1a8-68995d8da7b3','{"reason":"asks_money"}',1795000000);
CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);
INSERT INTO "migration" VALUES('first_call',1795452352);
CREATE TABLE phone_link (
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (phone, profile_id, since)
);
INSERT INTO "phone_link" VALUES('+254712345678','01a2094c-b756-7780-b2f9-c8a6b0eae238',1795000000,NULL);
INSERT INTO "phone_link" VALUES('+254712345679','01a2094c-b75a-736d-bd35-04db1e856c53',1795000000,NULL);
CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    status TEXT NOT NULL CHECK (status IN ('registering', 'active', 'erased')),
    language TEXT NOT NULL,
    name TEXT CHECK (length(name) BETWEEN 1 AND 80),
    birth_year INTEGER CHECK (birth_year BETWEEN 1900 AND 2200),
    place TEXT,
    sector TEXT,
    occupation TEXT CHECK (length(occupation) = 4),
    experience TEXT CHECK (experience IN ('none', 'under_1', '1_to_2', '3_to_5', 'over_5')),
    least_pay INTEGER CHECK (least_pay >= 0),
    skills TEXT NOT NULL DEFAULT '[]',
    alerts TEXT NOT NULL DEFAULT 'off' CHECK (alerts IN ('off', 'instant', 'daily', 'weekly')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
INSERT INTO "profile" VALUES('01a2094c-b756-7780-b2f9-c8a6b0eae238',2,'active','sw','Wanjikũ Mwangi',1990,'003.011','building','7112','over_5',12000,'["tiling"]','off',1795000000,1795000000);
INSERT INTO "profile" VALUES('01a2094c-b75a-736d-bd35-04db1e856c53',2,'active','sw','Éric d''Abidjan',1990,'003.011','building','7112','over_5',12000,'["tiling"]','off',1795000000,1795000000);
CREATE TABLE sequence (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO "sequence" VALUES('ledger',37);
INSERT INTO "sequence" VALUES('reference',1005);
CREATE TABLE session (
    phone TEXT NOT NULL,
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (phone, channel)
);
INSERT INTO "session" VALUES('+254712345678','ussd',1,'{"session":{"screen":"language","value":null,"trail":[],"choices":[["consent","choose_language","en"],["consent","choose_language","sw"],["consent","choose_language","fr"]],"asks":null,"parts":[["Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",3]],"part":0,"ends":false,"language":null,"person":null,"left":null,"silent":false},"call":{"id":"ATUid_00000000000000000000000000000001","key":"0:b8e1dda3ac0aa3820ad2990b","replies":[["0:b8e1dda3ac0aa3820ad2990b","Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",false]],"past":[]}}',1795000000);
INSERT INTO "session" VALUES('+254712345679','ussd',1,'{"session":{"screen":"language","value":null,"trail":[],"choices":[["consent","choose_language","en"],["consent","choose_language","sw"],["consent","choose_language","fr"]],"asks":null,"parts":[["Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",3]],"part":0,"ends":false,"language":null,"person":null,"left":null,"silent":false},"call":{"id":"ATUid_00000000000000000000000000000002","key":"0:b8e1dda3ac0aa3820ad2990b","replies":[["0:b8e1dda3ac0aa3820ad2990b","Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",false]],"past":[]}}',1795000000);
CREATE TABLE vacancy (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    reference TEXT NOT NULL UNIQUE,
    employer_id TEXT NOT NULL REFERENCES employer (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    occupation TEXT NOT NULL CHECK (length(occupation) = 4),
    place TEXT NOT NULL,
    posts INTEGER NOT NULL DEFAULT 1 CHECK (posts BETWEEN 1 AND 10000),
    pay INTEGER CHECK (pay > 0),
    pay_period TEXT CHECK (pay_period IN ('hour', 'day', 'week', 'month')),
    pay_month INTEGER CHECK (pay_month > 0),
    skills TEXT NOT NULL DEFAULT '[]',
    contact TEXT NOT NULL DEFAULT 'service' CHECK (contact IN ('service', 'call', 'visit')),
    contact_detail TEXT,
    status TEXT NOT NULL CHECK (status IN
        ('draft', 'pending', 'open', 'held', 'refused', 'filled', 'expired', 'closed')),
    opened_at BIGINT,
    deadline BIGINT NOT NULL,
    applications INTEGER NOT NULL DEFAULT 0 CHECK (applications >= 0),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((pay IS NULL) = (pay_period IS NULL))
);
INSERT INTO "vacancy" VALUES('01a2094c-b739-720a-b1a8-68995d8da7b3',2,'10008','01a2094c-b738-7398-8ffa-5b88ae339cc6','Mason','7112','003.011.kilifi',2,1200,'day',31200,'[]','service',NULL,'open',1795000000,1796728000,2,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2094c-b73b-702a-bc7b-ba2202413599',2,'10019','01a2094c-b738-7398-8ffa-5b88ae339cc6','Bricklayer','7112','003.016',2,30000,'month',30000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2094c-b73d-75c1-8b72-71d47a12f140',2,'10024','01a2094c-b738-7398-8ffa-5b88ae339cc6','House builder','7111','003.011',2,900,'day',23400,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2094c-b73f-705d-a35e-76e7ddf2e2c1',2,'10035','01a2094c-b738-7398-8ffa-5b88ae339cc6','Mason at the port','7112','001',2,35000,'month',35000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2094c-b741-7083-a5e0-4bbf97ee1fba',2,'10043','01a2094c-b738-7398-8ffa-5b88ae339cc6','Cook','5120','003.011',2,18000,'month',18000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2094c-b742-7697-9fdf-0e52f4f7c7a7',2,'10056','01a2094c-b738-7398-8ffa-5b88ae339cc6','Painter','7131','047.274',2,25000,'month',25000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
CREATE TABLE vacancy_area (
    place TEXT NOT NULL,
    occupation TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    home TEXT NOT NULL,
    pay_month INTEGER,
    deadline BIGINT NOT NULL,
    PRIMARY KEY (place, occupation, opened_at, vacancy_id)
);
INSERT INTO "vacancy_area" VALUES('003.011.kilifi','7112',1795000000,'01a2094c-b739-720a-b1a8-68995d8da7b3','003.011.kilifi',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','7112',1795000000,'01a2094c-b739-720a-b1a8-68995d8da7b3','003.011.kilifi',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7112',1795000000,'01a2094c-b739-720a-b1a8-68995d8da7b3','003.011.kilifi',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2094c-b739-720a-b1a8-68995d8da7b3','003.011.kilifi',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2094c-b739-720a-b1a8-68995d8da7b3','003.011.kilifi',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003.016','7112',1795000000,'01a2094c-b73b-702a-bc7b-ba2202413599','003.016',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7112',1795000000,'01a2094c-b73b-702a-bc7b-ba2202413599','003.016',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2094c-b73b-702a-bc7b-ba2202413599','003.016',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2094c-b73b-702a-bc7b-ba2202413599','003.016',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','7111',1795000000,'01a2094c-b73d-75c1-8b72-71d47a12f140','003.011',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7111',1795000000,'01a2094c-b73d-75c1-8b72-71d47a12f140','003.011',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7111',1795000000,'01a2094c-b73d-75c1-8b72-71d47a12f140','003.011',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7111',1795000000,'01a2094c-b73d-75c1-8b72-71d47a12f140','003.011',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('001','7112',1795000000,'01a2094c-b73f-705d-a35e-76e7ddf2e2c1','001',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2094c-b73f-705d-a35e-76e7ddf2e2c1','001',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2094c-b73f-705d-a35e-76e7ddf2e2c1','001',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','5120',1795000000,'01a2094c-b741-7083-a5e0-4bbf97ee1fba','003.011',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('003','5120',1795000000,'01a2094c-b741-7083-a5e0-4bbf97ee1fba','003.011',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','5120',1795000000,'01a2094c-b741-7083-a5e0-4bbf97ee1fba','003.011',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','5120',1795000000,'01a2094c-b741-7083-a5e0-4bbf97ee1fba','003.011',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('047.274','7131',1795000000,'01a2094c-b742-7697-9fdf-0e52f4f7c7a7','047.274',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('047','7131',1795000000,'01a2094c-b742-7697-9fdf-0e52f4f7c7a7','047.274',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('R1','7131',1795000000,'01a2094c-b742-7697-9fdf-0e52f4f7c7a7','047.274',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7131',1795000000,'01a2094c-b742-7697-9fdf-0e52f4f7c7a7','047.274',25000,1796728000);
CREATE TABLE vacancy_report (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    phone TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('asks_money', 'not_real', 'unsafe', 'other')),
    at BIGINT NOT NULL,
    PRIMARY KEY (vacancy_id, phone)
);
INSERT INTO "vacancy_report" VALUES('01a2094c-b739-720a-b1a8-68995d8da7b3','+254712345679','asks_money',1795000000);
CREATE INDEX phone_link_profile ON phone_link (profile_id);
CREATE INDEX consent_profile ON consent (profile_id, purpose, at);
CREATE INDEX vacancy_employer ON vacancy (employer_id);
CREATE INDEX vacancy_deadline ON vacancy (status, deadline);
CREATE INDEX vacancy_area_recent ON vacancy_area (place, opened_at, vacancy_id);
CREATE INDEX vacancy_area_vacancy ON vacancy_area (vacancy_id);
CREATE INDEX application_vacancy ON application (vacancy_id);
CREATE UNIQUE INDEX call_request_open ON call_request (phone) WHERE done_at IS NULL;
CREATE INDEX changes_bucket ON changes (bucket, sequence);
COMMIT;
