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
INSERT INTO "application" VALUES('01a2095c-f243-75cf-8149-acf0b64c26ec',1,'01a2095c-f23f-70d1-b134-fe05fe7cf914','01a2095c-f220-7074-8cb8-4cd1aaad0707','applied',1795000000,1795000000);
INSERT INTO "application" VALUES('01a2095c-f249-753e-8a6b-f1871cfbad7e',1,'01a2095c-f245-7719-a3c9-e9127c6d2778','01a2095c-f220-7074-8cb8-4cd1aaad0707','applied',1795000000,1795000000);
CREATE TABLE application_status (
    application_id TEXT NOT NULL REFERENCES application (id),
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, version)
);
INSERT INTO "application_status" VALUES('01a2095c-f243-75cf-8149-acf0b64c26ec',1,'applied',1795000000);
INSERT INTO "application_status" VALUES('01a2095c-f249-753e-8a6b-f1871cfbad7e',1,'applied',1795000000);
CREATE TABLE call_request (
    id TEXT PRIMARY KEY,
    phone TEXT NOT NULL,
    profile_id TEXT REFERENCES profile (id),
    language TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT
);
INSERT INTO "call_request" VALUES('01a2095c-f244-7701-9341-6c0999bc0972','+254712345678','01a2095c-f23f-70d1-b134-fe05fe7cf914','sw',1795000000,NULL);
INSERT INTO "call_request" VALUES('01a2095c-f24a-75df-99b5-11d24ed64cfa','+254712345679','01a2095c-f245-7719-a3c9-e9127c6d2778','sw',1795000000,NULL);
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
INSERT INTO "changes" VALUES('employers/047','employers','01a2095c-f21e-77a7-b324-b3744c34b838',2,1,0,'{"id":"01a2095c-f21e-77a7-b324-b3744c34b838","version":1,"name":"Bahari Works","place":"047.274","sector":"building","level":"unknown"}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2095c-f220-7074-8cb8-4cd1aaad0707',5,2,0,'{"id":"01a2095c-f220-7074-8cb8-4cd1aaad0707","version":2,"reference":"10008","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"Mason","occupation":"7112","place":"003.011.kilifi","posts":2,"pay":1200,"pay_period":"day","pay_month":31200,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2095c-f222-77fc-8212-653312fb7689',8,2,0,'{"id":"01a2095c-f222-77fc-8212-653312fb7689","version":2,"reference":"10019","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"Bricklayer","occupation":"7112","place":"003.016","posts":2,"pay":30000,"pay_period":"month","pay_month":30000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2095c-f224-75d8-a148-02f1414182ab',11,2,0,'{"id":"01a2095c-f224-75d8-a148-02f1414182ab","version":2,"reference":"10024","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"House builder","occupation":"7111","place":"003.011","posts":2,"pay":900,"pay_period":"day","pay_month":23400,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/001','vacancies','01a2095c-f227-73dd-8483-18a131d06041',14,2,0,'{"id":"01a2095c-f227-73dd-8483-18a131d06041","version":2,"reference":"10035","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"Mason at the port","occupation":"7112","place":"001","posts":2,"pay":35000,"pay_period":"month","pay_month":35000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/003','vacancies','01a2095c-f229-7214-bf21-07d0b417c6a3',17,2,0,'{"id":"01a2095c-f229-7214-bf21-07d0b417c6a3","version":2,"reference":"10043","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"Cook","occupation":"5120","place":"003.011","posts":2,"pay":18000,"pay_period":"month","pay_month":18000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('vacancies/047','vacancies','01a2095c-f22b-7730-80b3-cf180ace48dc',20,2,0,'{"id":"01a2095c-f22b-7730-80b3-cf180ace48dc","version":2,"reference":"10056","employer_id":"01a2095c-f21e-77a7-b324-b3744c34b838","title":"Painter","occupation":"7131","place":"047.274","posts":2,"pay":25000,"pay_period":"month","pay_month":25000,"skills":[],"contact":"service","contact_detail":null,"status":"open","opened_at":1795000000,"deadline":1796728000,"created_at":1795000000}');
INSERT INTO "changes" VALUES('people/KE','profiles','01a2095c-f23f-70d1-b134-fe05fe7cf914',24,2,1,'null');
INSERT INTO "changes" VALUES('people/003','profiles','01a2095c-f23f-70d1-b134-fe05fe7cf914',25,2,0,'{"id":"01a2095c-f23f-70d1-b134-fe05fe7cf914","version":2,"status":"active","language":"sw","name":"Wanjikũ Mwangi","birth_year":1990,"place":"003.011","sector":"building","occupation":"7112","experience":"over_5","least_pay":12000,"skills":["tiling"],"alerts":"off","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/003','applications','01a2095c-f243-75cf-8149-acf0b64c26ec',27,1,0,'{"id":"01a2095c-f243-75cf-8149-acf0b64c26ec","version":1,"profile_id":"01a2095c-f23f-70d1-b134-fe05fe7cf914","vacancy_id":"01a2095c-f220-7074-8cb8-4cd1aaad0707","status":"applied","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/KE','profiles','01a2095c-f245-7719-a3c9-e9127c6d2778',32,2,1,'null');
INSERT INTO "changes" VALUES('people/003','profiles','01a2095c-f245-7719-a3c9-e9127c6d2778',33,2,0,'{"id":"01a2095c-f245-7719-a3c9-e9127c6d2778","version":2,"status":"active","language":"sw","name":"Éric d''Abidjan","birth_year":1990,"place":"003.011","sector":"building","occupation":"7112","experience":"over_5","least_pay":12000,"skills":["tiling"],"alerts":"off","created_at":1795000000,"updated_at":1795000000}');
INSERT INTO "changes" VALUES('people/003','applications','01a2095c-f249-753e-8a6b-f1871cfbad7e',35,1,0,'{"id":"01a2095c-f249-753e-8a6b-f1871cfbad7e","version":1,"profile_id":"01a2095c-f245-7719-a3c9-e9127c6d2778","vacancy_id":"01a2095c-f220-7074-8cb8-4cd1aaad0707","status":"applied","created_at":1795000000,"updated_at":1795000000}');
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
INSERT INTO "consent" VALUES('01a2095c-f240-74c7-9059-419dc930feb5','01a2095c-f23f-70d1-b134-fe05fe7cf914','alerts',1,'2026-11','sw','ussd',1795000000);
INSERT INTO "consent" VALUES('01a2095c-f247-7264-b228-7240b23eed27','01a2095c-f245-7719-a3c9-e9127c6d2778','alerts',1,'2026-11','sw','ussd',1795000000);
CREATE TABLE delivery_report (
    gateway TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    phone TEXT,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    raw TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (gateway, gateway_id)
);
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
INSERT INTO "employer" VALUES('01a2095c-f21e-77a7-b324-b3744c34b838',1,'Bahari Works',NULL,'047.274','building','unknown',1795000000,1795000000);
CREATE TABLE event (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL
);
INSERT INTO "event" VALUES(1,'employer.added','01a2095c-f21e-77a7-b324-b3744c34b838','{}',1795000000);
INSERT INTO "event" VALUES(3,'vacancy.added','01a2095c-f220-7074-8cb8-4cd1aaad0707','{}',1795000000);
INSERT INTO "event" VALUES(4,'vacancy.opened','01a2095c-f220-7074-8cb8-4cd1aaad0707','{}',1795000000);
INSERT INTO "event" VALUES(6,'vacancy.added','01a2095c-f222-77fc-8212-653312fb7689','{}',1795000000);
INSERT INTO "event" VALUES(7,'vacancy.opened','01a2095c-f222-77fc-8212-653312fb7689','{}',1795000000);
INSERT INTO "event" VALUES(9,'vacancy.added','01a2095c-f224-75d8-a148-02f1414182ab','{}',1795000000);
INSERT INTO "event" VALUES(10,'vacancy.opened','01a2095c-f224-75d8-a148-02f1414182ab','{}',1795000000);
INSERT INTO "event" VALUES(12,'vacancy.added','01a2095c-f227-73dd-8483-18a131d06041','{}',1795000000);
INSERT INTO "event" VALUES(13,'vacancy.opened','01a2095c-f227-73dd-8483-18a131d06041','{}',1795000000);
INSERT INTO "event" VALUES(15,'vacancy.added','01a2095c-f229-7214-bf21-07d0b417c6a3','{}',1795000000);
INSERT INTO "event" VALUES(16,'vacancy.opened','01a2095c-f229-7214-bf21-07d0b417c6a3','{}',1795000000);
INSERT INTO "event" VALUES(18,'vacancy.added','01a2095c-f22b-7730-80b3-cf180ace48dc','{}',1795000000);
INSERT INTO "event" VALUES(19,'vacancy.opened','01a2095c-f22b-7730-80b3-cf180ace48dc','{}',1795000000);
INSERT INTO "event" VALUES(21,'profile.begun','01a2095c-f23f-70d1-b134-fe05fe7cf914','{}',1795000000);
INSERT INTO "event" VALUES(22,'consent.given','01a2095c-f23f-70d1-b134-fe05fe7cf914','{"purpose":"alerts"}',1795000000);
INSERT INTO "event" VALUES(23,'profile.registered','01a2095c-f23f-70d1-b134-fe05fe7cf914','{}',1795000000);
INSERT INTO "event" VALUES(26,'application.applied','01a2095c-f243-75cf-8149-acf0b64c26ec','{"vacancy":"01a2095c-f220-7074-8cb8-4cd1aaad0707"}',1795000000);
INSERT INTO "event" VALUES(28,'call.asked','01a2095c-f244-7701-9341-6c0999bc0972','{}',1795000000);
INSERT INTO "event" VALUES(29,'profile.begun','01a2095c-f245-7719-a3c9-e9127c6d2778','{}',1795000000);
INSERT INTO "event" VALUES(30,'consent.given','01a2095c-f245-7719-a3c9-e9127c6d2778','{"purpose":"alerts"}',1795000000);
INSERT INTO "event" VALUES(31,'profile.registered','01a2095c-f245-7719-a3c9-e9127c6d2778','{}',1795000000);
INSERT INTO "event" VALUES(34,'application.applied','01a2095c-f249-753e-8a6b-f1871cfbad7e','{"vacancy":"01a2095c-f220-7074-8cb8-4cd1aaad0707"}',1795000000);
INSERT INTO "event" VALUES(36,'call.asked','01a2095c-f24a-75df-99b5-11d24ed64cfa','{}',1795000000);
INSERT INTO "event" VALUES(37,'vacancy.reported','01a2095c-f220-7074-8cb8-4cd1aaad0707','{"reason":"asks_money"}',1795000000);
CREATE TABLE gateway_state (
    name TEXT PRIMARY KEY,
    stopped_until BIGINT NOT NULL DEFAULT 0,
    reported_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE incoming (
    gateway TEXT NOT NULL,
    gateway_id TEXT NOT NULL,
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    text TEXT NOT NULL,
    intent TEXT NOT NULL DEFAULT '',
    answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    at BIGINT NOT NULL,
    PRIMARY KEY (gateway, gateway_id)
);
CREATE TABLE message_text (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    purpose TEXT NOT NULL,
    language TEXT NOT NULL,
    sender TEXT NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('gsm7', 'ucs2')),
    segments INTEGER NOT NULL CHECK (segments BETWEEN 1 AND 255),
    UNIQUE (text, purpose, language, sender)
);
CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);
INSERT INTO "migration" VALUES('first_call',1795453415);
INSERT INTO "migration" VALUES('messages',1795453415);
INSERT INTO "migration" VALUES('incoming',1795453415);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    dedupe TEXT NOT NULL UNIQUE,
    text_id BIGINT NOT NULL REFERENCES message_text (id),
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT,
    vacancy_id TEXT,
    unit TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL CHECK (priority IN (0, 2, 5, 7)),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'sending', 'accepted', 'unknown', 'delivered', 'failed', 'expired', 'cancelled')),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    lease_until BIGINT,
    attempted_at BIGINT,
    tries INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0,
    report_rank INTEGER NOT NULL DEFAULT 0,
    gateway TEXT,
    gateway_id TEXT,
    raw TEXT,
    cost BIGINT,
    currency TEXT
);
CREATE TABLE phone_link (
    phone TEXT NOT NULL CHECK (phone LIKE '+%'),
    profile_id TEXT NOT NULL REFERENCES profile (id),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (phone, profile_id, since)
);
INSERT INTO "phone_link" VALUES('+254712345678','01a2095c-f23f-70d1-b134-fe05fe7cf914',1795000000,NULL);
INSERT INTO "phone_link" VALUES('+254712345679','01a2095c-f245-7719-a3c9-e9127c6d2778',1795000000,NULL);
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
INSERT INTO "profile" VALUES('01a2095c-f23f-70d1-b134-fe05fe7cf914',2,'active','sw','Wanjikũ Mwangi',1990,'003.011','building','7112','over_5',12000,'["tiling"]','off',1795000000,1795000000);
INSERT INTO "profile" VALUES('01a2095c-f245-7719-a3c9-e9127c6d2778',2,'active','sw','Éric d''Abidjan',1990,'003.011','building','7112','over_5',12000,'["tiling"]','off',1795000000,1795000000);
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
INSERT INTO "session" VALUES('+254712345678','ussd',1,'{"session":{"screen":"language","value":null,"trail":[],"choices":[["consent","choose_language","en"],["consent","choose_language","sw"],["consent","choose_language","fr"]],"asks":null,"parts":[["Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",3]],"part":0,"ends":false,"language":null,"person":null,"left":null,"draft":{},"silent":false},"call":{"id":"ATUid_00000000000000000000000000000001","key":"0:b8e1dda3ac0aa3820ad2990b","replies":[["0:b8e1dda3ac0aa3820ad2990b","Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",false]],"past":[]}}',1795000000);
INSERT INTO "session" VALUES('+254712345679','ussd',1,'{"session":{"screen":"language","value":null,"trail":[],"choices":[["consent","choose_language","en"],["consent","choose_language","sw"],["consent","choose_language","fr"]],"asks":null,"parts":[["Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",3]],"part":0,"ends":false,"language":null,"person":null,"left":null,"draft":{},"silent":false},"call":{"id":"ATUid_00000000000000000000000000000002","key":"0:b8e1dda3ac0aa3820ad2990b","replies":[["0:b8e1dda3ac0aa3820ad2990b","Fursa\nLanguage / Lugha / Langue:\n1 English\n2 Kiswahili\n3 Francais",false]],"past":[]}}',1795000000);
CREATE TABLE spending (
    unit TEXT NOT NULL,
    month TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (unit, month, currency)
);
CREATE TABLE staff_notice (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    code TEXT NOT NULL,
    data TEXT NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT,
    UNIQUE (kind, subject)
);
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
INSERT INTO "vacancy" VALUES('01a2095c-f220-7074-8cb8-4cd1aaad0707',2,'10008','01a2095c-f21e-77a7-b324-b3744c34b838','Mason','7112','003.011.kilifi',2,1200,'day',31200,'[]','service',NULL,'open',1795000000,1796728000,2,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2095c-f222-77fc-8212-653312fb7689',2,'10019','01a2095c-f21e-77a7-b324-b3744c34b838','Bricklayer','7112','003.016',2,30000,'month',30000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2095c-f224-75d8-a148-02f1414182ab',2,'10024','01a2095c-f21e-77a7-b324-b3744c34b838','House builder','7111','003.011',2,900,'day',23400,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2095c-f227-73dd-8483-18a131d06041',2,'10035','01a2095c-f21e-77a7-b324-b3744c34b838','Mason at the port','7112','001',2,35000,'month',35000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2095c-f229-7214-bf21-07d0b417c6a3',2,'10043','01a2095c-f21e-77a7-b324-b3744c34b838','Cook','5120','003.011',2,18000,'month',18000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
INSERT INTO "vacancy" VALUES('01a2095c-f22b-7730-80b3-cf180ace48dc',2,'10056','01a2095c-f21e-77a7-b324-b3744c34b838','Painter','7131','047.274',2,25000,'month',25000,'[]','service',NULL,'open',1795000000,1796728000,0,1795000000,1795000000);
CREATE TABLE vacancy_area (
    place TEXT NOT NULL,
    occupation TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    pay_month INTEGER,
    deadline BIGINT NOT NULL,
    PRIMARY KEY (place, occupation, opened_at, vacancy_id)
);
INSERT INTO "vacancy_area" VALUES('003.011.kilifi','7112',1795000000,'01a2095c-f220-7074-8cb8-4cd1aaad0707',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','7112',1795000000,'01a2095c-f220-7074-8cb8-4cd1aaad0707',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7112',1795000000,'01a2095c-f220-7074-8cb8-4cd1aaad0707',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2095c-f220-7074-8cb8-4cd1aaad0707',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2095c-f220-7074-8cb8-4cd1aaad0707',31200,1796728000);
INSERT INTO "vacancy_area" VALUES('003.016','7112',1795000000,'01a2095c-f222-77fc-8212-653312fb7689',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7112',1795000000,'01a2095c-f222-77fc-8212-653312fb7689',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2095c-f222-77fc-8212-653312fb7689',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2095c-f222-77fc-8212-653312fb7689',30000,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','7111',1795000000,'01a2095c-f224-75d8-a148-02f1414182ab',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('003','7111',1795000000,'01a2095c-f224-75d8-a148-02f1414182ab',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7111',1795000000,'01a2095c-f224-75d8-a148-02f1414182ab',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7111',1795000000,'01a2095c-f224-75d8-a148-02f1414182ab',23400,1796728000);
INSERT INTO "vacancy_area" VALUES('001','7112',1795000000,'01a2095c-f227-73dd-8483-18a131d06041',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','7112',1795000000,'01a2095c-f227-73dd-8483-18a131d06041',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7112',1795000000,'01a2095c-f227-73dd-8483-18a131d06041',35000,1796728000);
INSERT INTO "vacancy_area" VALUES('003.011','5120',1795000000,'01a2095c-f229-7214-bf21-07d0b417c6a3',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('003','5120',1795000000,'01a2095c-f229-7214-bf21-07d0b417c6a3',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('R3','5120',1795000000,'01a2095c-f229-7214-bf21-07d0b417c6a3',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','5120',1795000000,'01a2095c-f229-7214-bf21-07d0b417c6a3',18000,1796728000);
INSERT INTO "vacancy_area" VALUES('047.274','7131',1795000000,'01a2095c-f22b-7730-80b3-cf180ace48dc',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('047','7131',1795000000,'01a2095c-f22b-7730-80b3-cf180ace48dc',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('R1','7131',1795000000,'01a2095c-f22b-7730-80b3-cf180ace48dc',25000,1796728000);
INSERT INTO "vacancy_area" VALUES('KE','7131',1795000000,'01a2095c-f22b-7730-80b3-cf180ace48dc',25000,1796728000);
CREATE TABLE vacancy_report (
    vacancy_id TEXT NOT NULL REFERENCES vacancy (id),
    phone TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('asks_money', 'not_real', 'unsafe', 'other')),
    at BIGINT NOT NULL,
    PRIMARY KEY (vacancy_id, phone)
);
INSERT INTO "vacancy_report" VALUES('01a2095c-f220-7074-8cb8-4cd1aaad0707','+254712345679','asks_money',1795000000);
CREATE INDEX phone_link_profile ON phone_link (profile_id);
CREATE INDEX consent_profile ON consent (profile_id, purpose, at);
CREATE INDEX vacancy_employer ON vacancy (employer_id);
CREATE INDEX vacancy_deadline ON vacancy (status, deadline);
CREATE INDEX vacancy_area_recent ON vacancy_area (place, opened_at, vacancy_id);
CREATE INDEX vacancy_area_vacancy ON vacancy_area (vacancy_id);
CREATE INDEX application_vacancy ON application (vacancy_id);
CREATE UNIQUE INDEX call_request_open ON call_request (phone) WHERE done_at IS NULL;
CREATE INDEX changes_bucket ON changes (bucket, sequence);
CREATE INDEX outbox_queued ON outbox (held, priority, not_before, not_after) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_doubt ON outbox (phone) WHERE doubts > 0;
CREATE INDEX outbox_gateway_id ON outbox (gateway_id) WHERE gateway_id IS NOT NULL;
CREATE INDEX incoming_phone ON incoming (phone, at);
COMMIT;
