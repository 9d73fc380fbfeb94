/* Roles and scopes: what is vouched for to departments. */
#include "access_test.h"

static portal_signed_in person(unsigned count, portal_grant **grants)
{
    static portal_user user;
    static const char *teammates[] = {"bob", "ann", "eve"};
    portal_signed_in who = PORTAL__SIGNED_IN__INIT;
    user = (portal_user)PORTAL__USER__INIT;
    user.user_id = "ann";
    user.grants = grants;
    user.n_grants = count;
    who.user = &user;
    who.teammates = (void *)teammates;
    who.n_teammates = 3;
    return who;
}
#define PERSON(...) person(sizeof((portal_grant *[]){__VA_ARGS__}) / sizeof(portal_grant *), (portal_grant *[]){__VA_ARGS__})
#define OWN PORTAL__GRANT_SCOPE__OWN
#define TEAM PORTAL__GRANT_SCOPE__TEAM
#define ALL PORTAL__GRANT_SCOPE__ALL

static size_t reach(const portal_signed_in *who, const char *department, PvRole role)
{
    size_t count;
    const char **owners = access_owners_for(test_arena(), who, department, role, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(owners[i], owners[k]);
    if (count)
        assert_string_equal(owners[0], "ann");
    return count;
}

TEST(a_grant_reaches_own_team_or_all)
{
    portal_signed_in own = PERSON(grant("seller", OWN));
    assert_int_equal(reach(&own, "sales", ROLE_SELLER), 1);
    portal_signed_in team = PERSON(grant("seller", TEAM));
    assert_int_equal(reach(&team, "sales", ROLE_SELLER), 3);
    portal_signed_in all = PERSON(grant("seller", ALL));
    assert_int_equal(reach(&all, "sales", ROLE_SELLER), 0);
}

TEST(each_role_reaches_by_itself)
{
    portal_signed_in who = PERSON(grant("seller", OWN), grant("agent", ALL), grant("manager", TEAM));
    assert_int_equal(reach(&who, "sales", ROLE_SELLER), 1);
    assert_int_equal(reach(&who, "support", ROLE_AGENT), 0);
    assert_int_equal(reach(&who, "sales", ROLE_MANAGER), 3);
}

TEST(rows_for_anyone_reach_as_far_as_the_departments_own_role)
{
    portal_signed_in who = PERSON(grant("seller", OWN), grant("agent", ALL));
    assert_int_equal(reach(&who, "sales", ROLE_ANYONE), 1);
    assert_int_equal(reach(&who, "support", ROLE_ANYONE), 0);
    assert_int_equal(reach(&who, "portal", ROLE_ANYONE), 0);
    portal_signed_in manager = PERSON(grant("seller", OWN), grant("manager", ALL));
    assert_int_equal(reach(&manager, "sales", ROLE_ANYONE), 0);
    portal_signed_in guest = PERSON(grant("agent", TEAM));
    assert_int_equal(reach(&guest, "sales", ROLE_ANYONE), 3);
    portal_signed_in nobody = person(0, NULL);
    assert_int_equal(reach(&nobody, "sales", ROLE_ANYONE), 1);
    assert_int_equal(reach(&nobody, "portal", ROLE_ANYONE), 1);
}

TEST(nobody_holds_roles_of_programs)
{
    portal_signed_in who = PERSON(grant("seller", ALL), grant("operator", ALL), grant("portal", ALL), grant("worker", ALL));
    assert_true(access_may(&who, ROLE_ANYONE));
    assert_true(access_may(&who, ROLE_SELLER));
    assert_false(access_may(&who, ROLE_MANAGER));
    assert_false(access_may(&who, ROLE_OPERATOR));
    assert_false(access_may(&who, ROLE_PORTAL));
    assert_false(access_may(&who, ROLE_WORKER));
    Pv__Actor *actor = access_actor(test_arena(), &who, "sales", ROLE_SELLER);
    assert_string_equal(actor->id, "ann");
    assert_int_equal(actor->n_roles, 2);
    assert_string_equal(actor->roles[0], "anyone");
    assert_string_equal(actor->roles[1], "seller");
    assert_int_equal(actor->n_owners, 0);
}

TEST(who_holds_nothing_is_still_no_operator)
{
    portal_signed_in nobody = person(0, NULL);
    Pv__Actor *actor = access_actor(test_arena(), &nobody, "sales", ROLE_ANYONE);
    assert_int_equal(actor->n_roles, 1);
    assert_int_equal(actor->n_owners, 1);
}

TEST(a_token_does_what_its_scopes_allow)
{
    portal_signed_in who = PERSON(grant("seller", ALL));
    assert_true(access_token_allows(&who, "sales", true));
    assert_false(access_token_allows_metrics(&who));
    portal_token_scope reads = PORTAL__TOKEN_SCOPE__INIT, writes = PORTAL__TOKEN_SCOPE__INIT;
    portal_api_token token = PORTAL__API_TOKEN__INIT;
    reads.department = "sales";
    writes.department = "support";
    writes.may_write = 1;
    token.scopes = (portal_token_scope *[]){&reads, &writes};
    token.n_scopes = 2;
    who.token = &token;
    assert_true(access_token_allows(&who, "sales", false));
    assert_false(access_token_allows(&who, "sales", true));
    assert_true(access_token_allows(&who, "support", true));
    assert_false(access_token_allows(&who, "loyalty", false));
    assert_false(access_token_allows_metrics(&who));
    writes.department = "metrics";
    assert_true(access_token_allows_metrics(&who));
}

TEST(a_token_never_makes_accounts_or_tokens)
{
    assert_true(access_needs_cookie(&portal__create_token__descriptor));
    assert_true(access_needs_cookie(&portal__invite_user__descriptor));
    assert_true(access_needs_cookie(&portal__set_grants__descriptor));
    assert_true(access_needs_cookie(&portal__change_password__descriptor));
    assert_false(access_needs_cookie(&portal__list_audit__descriptor));
}
