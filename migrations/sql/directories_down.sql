drop table listing_claim;
drop table listed_organisation;
