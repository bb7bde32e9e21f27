using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class ContentTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_content_that_is_published_again_as_the_same_version_is_told_again(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("écoute", Sequence(Activity("Event", "publié", ("eventName", Literal("ContentPublished"))))));
        for (var time = 0; time < 2; time++)
        {
            var id = await engine.StartAsync("écoute", new Contracts.WorkflowStart { CorrelationId = "contenu" });
            await engine.DrainAsync();
            await using (var scope = engine.Enter())
            {
                scope.Services.GetRequiredService<Outbox>().Add(new ContentPublished("contenu", "version", "Article"));
                await scope.Db.SaveChangesAsync();
            }

            await engine.DrainAsync();
            Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        }
    }
}
