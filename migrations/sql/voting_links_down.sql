drop table voting_link;
