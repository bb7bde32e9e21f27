using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Content;

public class ContentSchedulesTests
{
    private static readonly DateTimeOffset Later = FakeClock.Start.AddDays(3);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_planned_publication_waits_in_the_queue_until_its_instant_and_then_takes_place(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.SaveDraftAsync(await site.NewAsync("Un"));

        Assert.Null(await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Publish, Later));
        var plan = Assert.Single(await PlansAsync(site, item.ContentItemId));
        site.Clock.Set(Later.AddSeconds(-1));
        await site.Host.DrainAsync();
        Assert.Null(await site.GetAsync(item.ContentItemId));

        await ComeDueAsync(site, plan);
        Assert.Equal("Anne Le Goff", (await site.GetAsync(item.ContentItemId))!.Author);
        Assert.Equal(Later, (await site.GetAsync(item.ContentItemId))!.PublishedUtc);
        Assert.Empty(await PlansAsync(site, item.ContentItemId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_planned_end_takes_the_item_from_the_site(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));
        await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Unpublish, Later);

        await ComeDueAsync(site, Assert.Single(await PlansAsync(site, item.ContentItemId)));

        Assert.Null(await site.GetAsync(item.ContentItemId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_plan_that_was_replaced_does_nothing_when_it_comes_due(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.SaveDraftAsync(await site.NewAsync("Un"));
        await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Publish, Later);
        var former = Assert.Single(await PlansAsync(site, item.ContentItemId));

        await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Publish, Later.AddDays(1));
        await ComeDueAsync(site, former);

        Assert.Null(await site.GetAsync(item.ContentItemId));
        Assert.Equal(Later.AddDays(1), Assert.Single(await PlansAsync(site, item.ContentItemId)).Due);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_plan_that_cannot_be_done_says_why(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var draft = await site.NewAsync("");
        draft = await site.SaveDraftAsync(draft);
        await PlanAsync(site, draft.ContentItemId, ContentScheduleAction.Publish, Later);

        await ComeDueAsync(site, Assert.Single(await PlansAsync(site, draft.ContentItemId)));

        Assert.Contains("titre", Assert.Single(await PlansAsync(site, draft.ContentItemId)).Failure, StringComparison.Ordinal);
        Assert.Null(await site.GetAsync(draft.ContentItemId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Publishing_by_hand_cancels_the_planned_publication(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.SaveDraftAsync(await site.NewAsync("Un"));
        await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Publish, Later);

        item.Part<TitlePart>()!.Title = "Deux";
        await site.PublishAsync(item);

        Assert.Empty(await PlansAsync(site, item.ContentItemId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_date_in_the_past_and_an_item_that_is_gone_are_refused(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.SaveDraftAsync(await site.NewAsync("Un"));

        Assert.NotNull(await PlanAsync(site, item.ContentItemId, ContentScheduleAction.Publish, FakeClock.Start));
        Assert.NotNull(await PlanAsync(site, "absent", ContentScheduleAction.Publish, Later));
        Assert.Empty(await QueueAsync(site));
    }

    private static async Task<Refusal?> PlanAsync(ContentSite site, string id, ContentScheduleAction action, DateTimeOffset due)
    {
        await using var scope = site.Enter();
        return await scope.Services.GetRequiredService<ContentSchedules>().PlanAsync(id, action, due, ContentSite.Anne);
    }

    private static async Task<IReadOnlyList<ContentSchedule>> PlansAsync(ContentSite site, string id)
    {
        await using var scope = site.Enter();
        return await scope.Services.GetRequiredService<ContentSchedules>().OfAsync(id);
    }

    private static async Task<List<QueueRow>> QueueAsync(ContentSite site)
    {
        await using var scope = site.Host.EnterHost();
        return await scope.Db.Set<QueueRow>().Where(row => row.TenantId == site.Tenant.Id && row.Kind == "content.schedule.v1").ToListAsync();
    }

    private static async Task ComeDueAsync(ContentSite site, ContentSchedule plan)
    {
        site.Clock.Set(plan.Due);
        Assert.Empty((await site.Host.DrainAsync()).Failures);
        Assert.DoesNotContain(await QueueAsync(site), row => row.Due <= plan.Due);
    }
}
