drop table role_proposal;
