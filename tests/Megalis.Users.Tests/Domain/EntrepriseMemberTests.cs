using Megalis.Users.Contracts;
using Megalis.Users.Domain.Entreprises;

namespace Megalis.Users.Tests.Domain;

public sealed class EntrepriseMemberTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_person_manages_and_the_second_waits()
    {
        Assert.True(EntrepriseMember.First("a", "e", Now).IsManager);
        var second = EntrepriseMember.Asking("b", "e", Now);
        Assert.Equal(MemberState.Pending, second.State);
        Assert.False(second.IsManager);
    }

    [Fact]
    public void A_request_is_answered_once()
    {
        var member = EntrepriseMember.Asking("b", "e", Now);

        Assert.Null(member.Accept("a", Now));
        Assert.NotNull(member.Accept("a", Now));
        Assert.NotNull(member.Refuse("a", Now));
        Assert.Equal((MemberState.Accepted, "a"), (member.State, member.DecidedById));
    }

    [Fact]
    public void The_last_manager_names_another_before_leaving_a_team_and_may_leave_an_empty_one()
    {
        Assert.NotNull(EntrepriseMember.First("a", "e", Now).Remove("a", otherManagers: 0, otherMembers: 1, Now));
        Assert.Null(EntrepriseMember.First("a", "e", Now).Remove("a", otherManagers: 1, otherMembers: 1, Now));
        Assert.Null(EntrepriseMember.First("a", "e", Now).Remove("a", otherManagers: 0, otherMembers: 0, Now));
    }

    [Fact]
    public void Who_was_removed_manages_nothing_and_may_ask_again()
    {
        var member = EntrepriseMember.First("a", "e", Now);
        member.Remove("b", 1, 1, Now);

        Assert.False(member.IsManager);
        Assert.NotNull(member.NameManager(Now));
        Assert.Null(member.MoveTo(EntrepriseMember.Asking("a", "f", Now)));
        Assert.Equal(("f", MemberState.Pending), (member.EntrepriseId, member.State));
        Assert.NotNull(member.MoveTo(EntrepriseMember.Asking("a", "g", Now)));
    }
}
