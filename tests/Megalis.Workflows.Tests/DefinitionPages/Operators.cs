using System.Text;
using Megalis.Testing;
using Megalis.Workflows.Tests.Engine;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>Who comes to these pages, and the circuits that they bring.</summary>
internal static class Operators
{
    public const string Import = "/admin/circuits/importer";
    public const string File = "Fichier du circuit";

    public static Task<SiteClient> PublisherAsync(this EngineSite engine) => engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Gaud Le Bras", WorkflowPermissions.Publish);

    public static Task<SiteClient> WatcherAsync(this EngineSite engine) => engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Per Salaün", WorkflowPermissions.Manage);

    public static async Task<Page> SendFileAsync(this SiteClient person, string json) => await person.SendFileAsync(Encoding.UTF8.GetBytes(json));

    public static async Task<Page> SendFileAsync(this SiteClient person, byte[] file) =>
        await (await person.GetAsync(Import)).Form("Vérifier le fichier").Attach(File, "circuit.json", file, "application/json").SubmitAsync();

    /// <summary>« viser » asks an editor; the one that follows says which version it is.</summary>
    public static string Visa(string task, string after, string title = "Viser la convention") =>
        Definition("visa", Flowchart([UserTask(task, title, "Editor", "Oui"), Activity("WriteLine", after)], $"{task}:Oui -> {after}"));
}
