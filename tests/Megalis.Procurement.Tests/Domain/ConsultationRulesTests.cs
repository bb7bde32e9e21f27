using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Tests.Domain;

public sealed class ConsultationRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 30, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    private static readonly ConsultationFacts Draft = new(
        "Réfection de la toiture de l’école", Nature.Travaux, Procedure.ProcedureAdaptee, "22278", new Deadline(Noon), 1, OuvertureRule.Default);

    private static readonly ConsultationFacts Published = Draft with { PublishedAt = Noon.AddDays(-20) };

    [Fact]
    public void The_status_follows_the_facts_and_the_clock()
    {
        Assert.Equal(ConsultationStatus.Draft, Draft.StatusAt(Noon.AddDays(5)));
        Assert.Equal(ConsultationStatus.Published, Published.StatusAt(Noon));
        Assert.Equal(ConsultationStatus.Closed, Published.StatusAt(Noon + Microsecond));
        Assert.Equal(ConsultationStatus.Opened, (Published with { OpenedAt = Noon.AddHours(1) }).StatusAt(Noon.AddHours(2)));
        Assert.Equal(ConsultationStatus.Cancelled, (Published with { CancelledAt = Noon }).StatusAt(Noon.AddDays(1)));
        Assert.All(Enum.GetValues<ConsultationStatus>(), status => Assert.NotEmpty(status.Label()));
    }

    [Fact]
    public void A_complete_draft_is_published() => Assert.Null(ConsultationRules.Publish(Draft, Noon.AddDays(-20)));

    [Fact]
    public void All_that_lacks_is_said_at_once_by_section()
    {
        var empty = Draft with { Objet = " ", Nature = null, PlaceCode = "", Deadline = null, DceFiles = 0, Opening = new(0, null) };
        var missing = ConsultationRules.MissingToPublish(empty, Noon);
        Assert.Equal(["objet", "nature", "lieu", "deadline", "dce", "ouverture"], missing.Select(m => m.Section));
        Assert.NotNull(ConsultationRules.Publish(empty, Noon));
    }

    [Fact]
    public void An_objet_longer_than_the_essential_data_admit_is_refused()
    {
        Assert.Null(ConsultationRules.Publish(Draft with { Objet = new string('x', 1000) }, Noon.AddDays(-1)));
        Assert.Contains("1000", ConsultationRules.Publish(Draft with { Objet = new string('x', 1001) }, Noon.AddDays(-1))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadline_must_be_to_come_when_it_is_published()
    {
        Assert.NotNull(ConsultationRules.Publish(Draft, Noon));
        Assert.Null(ConsultationRules.Publish(Draft, Noon - Microsecond));
    }

    [Fact]
    public void A_consultation_is_published_once()
    {
        Assert.Contains("déjà publiée", ConsultationRules.Publish(Published, Noon.AddDays(-1))!.Message, StringComparison.Ordinal);
        Assert.Contains("sans suite", ConsultationRules.Publish(Published with { CancelledAt = Noon }, Noon)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_deadline_moves_before_it_has_passed_and_for_a_reason()
    {
        var before = Noon.AddDays(-1);
        var later = new Deadline(Noon.AddDays(7));
        Assert.Null(ConsultationRules.ChangeDeadline(Published, later, "Plan modifié", before));
        Assert.Null(ConsultationRules.ChangeDeadline(Published, new Deadline(Noon.AddHours(-1)), "Erreur de saisie", before));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published, later, " ", before));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published, null, "Plan modifié", before));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published, new Deadline(before), "Plan modifié", before));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published, Published.Deadline, "Plan modifié", before));
        Assert.Null(ConsultationRules.ChangeDeadline(Published, later, "Plan modifié", Noon));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published, later, "Plan modifié", Noon + Microsecond));
        Assert.NotNull(ConsultationRules.ChangeDeadline(Published with { CancelledAt = before }, later, "Plan modifié", before));
    }

    [Fact]
    public void A_draft_changes_its_deadline_without_a_reason() =>
        Assert.Null(ConsultationRules.ChangeDeadline(Draft, new Deadline(Noon.AddDays(7)), null, Noon));

    [Fact]
    public void A_pli_is_late_one_microsecond_after_the_instant_and_not_at_it()
    {
        var deadline = new Deadline(Noon);
        Assert.False(deadline.IsLate(Noon.AddSeconds(-1)));
        Assert.False(deadline.IsLate(Noon));
        Assert.True(deadline.IsLate(Noon + Microsecond));
        Assert.True(deadline.IsLate(Noon.AddSeconds(1)));
        Assert.False(deadline.IsLate(new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.FromHours(2))));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining(Noon.AddDays(1)));
        Assert.Equal(TimeSpan.FromHours(2), deadline.Remaining(Noon.AddHours(-2)));
    }

    [Fact]
    public void A_late_pli_is_received_and_only_a_draft_or_a_dead_consultation_receives_none()
    {
        Assert.Null(ConsultationRules.ReceivePli(Published, Noon.AddDays(-1)));
        Assert.Null(ConsultationRules.ReceivePli(Published, Noon.AddDays(3)));
        Assert.Null(ConsultationRules.ReceivePli(Published with { OpenedAt = Noon.AddDays(1) }, Noon.AddDays(3)));
        Assert.NotNull(ConsultationRules.ReceivePli(Draft, Noon.AddDays(-1)));
        Assert.NotNull(ConsultationRules.ReceivePli(Published with { CancelledAt = Noon }, Noon));
    }

    [Fact]
    public void Nobody_sees_the_deposits_before_the_deadline_has_passed()
    {
        Assert.False(ConsultationRules.MaySeeDeposits(Draft, Noon.AddDays(9)));
        Assert.False(ConsultationRules.MaySeeDeposits(Published, Noon));
        Assert.True(ConsultationRules.MaySeeDeposits(Published, Noon + Microsecond));
        Assert.False(ConsultationRules.MaySeeDeposits(Published with { CancelledAt = Noon.AddDays(-2) }, Noon.AddDays(-1)));
    }

    [Fact]
    public void The_plis_open_after_the_deadline_with_enough_people()
    {
        Assert.NotNull(ConsultationRules.Open(Published, ["a", "b"], Noon));
        Assert.Null(ConsultationRules.Open(Published, ["a", "b"], Noon + Microsecond));
        Assert.NotNull(ConsultationRules.Open(Published, ["a"], Noon.AddHours(1)));
        Assert.NotNull(ConsultationRules.Open(Published, ["a", "a"], Noon.AddHours(1)));
        Assert.NotNull(ConsultationRules.Open(Published with { OpenedAt = Noon.AddHours(1) }, ["a", "b"], Noon.AddHours(2)));
        Assert.NotNull(ConsultationRules.Open(Published with { CancelledAt = Noon }, ["a", "b"], Noon.AddHours(2)));
        Assert.NotNull(ConsultationRules.Open(Draft, ["a", "b"], Noon.AddHours(2)));
    }

    [Fact]
    public void One_person_alone_opens_only_a_procedure_adaptee_and_says_why()
    {
        var alone = new OuvertureRule(1, "Secrétaire seule en mairie");
        Assert.Null(alone.Check(Procedure.ProcedureAdaptee));
        Assert.NotNull(alone.Check(Procedure.AppelOffresOuvert));
        Assert.NotNull((alone with { Reason = " " }).Check(Procedure.ProcedureAdaptee));
        Assert.Null(OuvertureRule.Default.Check(Procedure.AppelOffresOuvert));
        Assert.NotNull(new OuvertureRule(10, null).Check(Procedure.AppelOffresOuvert));
        Assert.Null(ConsultationRules.Open(Published with { Opening = alone }, ["a"], Noon.AddHours(1)));
    }

    [Fact]
    public void A_procedure_is_given_up_with_a_reason_and_a_draft_is_just_deleted()
    {
        Assert.Null(ConsultationRules.Cancel(Published, "Crédits insuffisants", Noon));
        Assert.Null(ConsultationRules.Cancel(Published with { OpenedAt = Noon }, "Offres inacceptables", Noon.AddDays(9)));
        Assert.Contains("R. 2185-2", ConsultationRules.Cancel(Published, null, Noon)!.Message, StringComparison.Ordinal);
        Assert.NotNull(ConsultationRules.Cancel(Draft, "Crédits insuffisants", Noon));
        Assert.NotNull(ConsultationRules.Cancel(Published with { CancelledAt = Noon }, "Encore", Noon));
    }

    [Fact]
    public void The_dce_and_the_questions_close_with_the_deadline()
    {
        Assert.Null(ConsultationRules.ChangeDce(Draft, Noon));
        Assert.Null(ConsultationRules.ChangeDce(Published, Noon));
        Assert.NotNull(ConsultationRules.ChangeDce(Published, Noon + Microsecond));
        Assert.NotNull(ConsultationRules.ChangeDce(Published with { CancelledAt = Noon }, Noon));
        Assert.Null(ConsultationRules.AskQuestion(Published, Noon));
        Assert.NotNull(ConsultationRules.AskQuestion(Published, Noon + Microsecond));
        Assert.NotNull(ConsultationRules.AskQuestion(Draft, Noon));
    }

    [Fact]
    public void Answers_close_with_the_deadline_and_are_late_six_days_before_it()
    {
        Assert.Null(ConsultationRules.Answer(Published, Noon));
        foreach (var (facts, now) in new[] { (Published, Noon + Microsecond), (Published with { OpenedAt = Noon }, Noon.AddDays(1)), (Published with { CancelledAt = Noon }, Noon.AddDays(-1)), (Draft, Noon.AddDays(-1)) })
            Assert.NotNull(ConsultationRules.Answer(facts, now));
        Assert.False(ConsultationRules.IsLateToInform(Published, Noon.AddDays(-6)));
        Assert.True(ConsultationRules.IsLateToInform(Published, Noon.AddDays(-6) + Microsecond));
        Assert.False(ConsultationRules.IsLateToInform(Published, Noon + Microsecond));
        Assert.False(ConsultationRules.IsLateToInform(Draft, Noon.AddDays(-1)));
    }
}
