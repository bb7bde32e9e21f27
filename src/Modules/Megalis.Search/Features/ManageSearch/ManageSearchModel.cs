using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Search.Analysis;
using Megalis.Search.Contracts;
using Megalis.Search.Features.NamedQueries;
using Megalis.Search.Feed;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Search.Features.ManageSearch;

/// <summary>Where the indexes of this node stand, and the synonyms of all nodes. On the portal alone.</summary>
[RequirePermission(SearchPermissions.Manage)]
internal sealed class ManageSearchModel(SearchIndexes indexes, SearchWords words, TenantRegister register, Journal journal, ChangeLog changes, MegalisDb db) : MegalisPage
{
    [BindProperty]
    public string? Synonymes { get; set; }

    /// <summary>The word whose synonyms are shown.</summary>
    [BindProperty]
    public string? Mot { get; set; }

    /// <summary>Of the settings that were read: somebody else's change is not overwritten.</summary>
    [BindProperty]
    public long Version { get; set; }

    public IReadOnlyList<IndexState> States => indexes.States;

    /// <summary>Of the portal; those of another site are on its own page.</summary>
    public IReadOnlyList<NamedQuery> Queries => NamedQuerySettings.Of(Tenant);

    public bool HasOwn => words.Options.Synonyms is not null;

    /// <summary>What the word also finds with the list on the screen; null when none was asked for.</summary>
    public IReadOnlyList<string>? Also { get; private set; }

    public string Terms => SynonymList.TermsOf(Mot ?? "");

    /// <summary>How many documents of each index the portal finds for the word with the list that is in force.</summary>
    public IReadOnlyList<(string Index, long Total)> Totals { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (!Tenant.IsDefault)
            return NotFound();
        Fill();
        return Page();
    }

    public async Task<IActionResult> OnPostRebuildAsync(string name, CancellationToken stop)
    {
        if (!Tenant.IsDefault || States.All(state => state.Name != name))
            return NotFound();
        changes.Add(SearchChanges.Rebuild, name);
        journal.Append(SearchJournalWords.RebuildAsked, SearchJournalWords.Subject, name, new { name });
        await db.SaveChangesAsync(stop);
        Notice = T["La reconstruction de « {0} » commence sur tous les serveurs. La recherche répond pendant ce temps.", name];
        return LocalRedirect("/admin/recherche");
    }

    public async Task<IActionResult> OnPostSynonymsAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        var text = SynonymList.Normal(Synonymes);
        if (SynonymList.Check(text, nameof(Synonymes)) is { Count: > 0 } faults)
            return Refused(faults);
        if (Version != Tenant.Version)
            return Stale(nameof(Version), Tenant.Version, new Refusal("Quelqu’un a changé les réglages pendant que vous écriviez. Votre liste est encore là : comparez avec cette page ouverte dans un autre onglet, puis enregistrez de nouveau."));
        await SaveAsync(text, stop);
        Notice = T["Les synonymes sont enregistrés : les prochaines recherches en tiennent compte."];
        return LocalRedirect("/admin/recherche");
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return NotFound();
        await SaveAsync(null, stop);
        Notice = T["La liste d’origine sert de nouveau."];
        return LocalRedirect("/admin/recherche");
    }

    /// <summary>Nothing is saved: the list on the screen is tried on one word.</summary>
    public IActionResult OnPostTry()
    {
        if (!Tenant.IsDefault)
            return NotFound();
        if (string.IsNullOrWhiteSpace(Mot) || Mot.Length > 100 || Terms.Length == 0)
            return Refused(new Refusal("Écrivez un mot à essayer.").On(nameof(Mot)));
        Also = SynonymList.Of(SynonymList.Normal(Synonymes), Mot);
        Totals = [.. States.Select(state => (state.Name, indexes.Find(state.Name)?.Search(new SearchRequest { Text = Mot, Groups = [SearchGroups.OfSite(Tenant)], Take = 0 }).Total ?? 0))];
        return Page();
    }

    /// <summary>Whether it keeps up, in a few words.</summary>
    public string Sentence(IndexState state) => state switch
    {
        { Fault: not null } => T["En difficulté : les changements ne sont pas repris pour l’instant, un nouvel essai suit de lui-même"],
        { IsReady: false, IsRebuilding: true } => T["Première construction : {0} documents relus", state.Read],
        { IsReady: false } => T["Pas encore ouvert"],
        { IsRebuilding: true } => T["Reconstruction : {0} documents relus sur environ {1} ; l’ancien index répond", state.Read, state.Documents],
        { Behind: > 1 } => T["En retard de {0} changements", state.Behind],
        { Behind: 1 } => T["En retard d’un changement"],
        _ => T["À jour"],
    };

    private void Fill() => (Synonymes, Version) = (words.Options.Synonyms ?? WordLists.Synonyms.Trim(), Tenant.Version);

    private Task SaveAsync(string? synonyms, CancellationToken stop) => db.TransactAsync(async () =>
    {
        await register.ChangeSettingsAsync(Tenant.Id, new JsonObject { [SearchSettings.Group] = synonyms is null ? null : new JsonObject { [nameof(SearchSettings.Synonyms)] = synonyms } }, db, stop);
        journal.Append(SearchJournalWords.SynonymsChanged, SearchJournalWords.Subject, "synonymes", new { lines = synonyms?.Split('\n').Length ?? 0 });
        await db.SaveChangesAsync(stop);
    }, stop);
}
