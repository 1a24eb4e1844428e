drop table member_invitation;
