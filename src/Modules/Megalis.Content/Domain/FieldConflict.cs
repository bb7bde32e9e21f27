namespace Megalis.Content.Domain;

/// <summary>A field that two people filled differently.</summary>
internal sealed record FieldConflict(string Label, string Theirs, string Mine)
{
    public IReadOnlyList<DiffPiece> Changes => TextDiff.Of(Theirs, Mine);

    /// <summary>The fields in which two states of one item differ, in the order of the form.</summary>
    public static IReadOnlyList<FieldConflict> Between(ContentForm theirs, ContentForm mine) =>
    [
        .. new FieldConflict[]
        {
            new("Titre", theirs.Title ?? "", mine.Title ?? ""),
            new("Résumé", theirs.Summary ?? "", mine.Summary ?? ""),
            new("Image", ImageOf(theirs), ImageOf(mine)),
            new("Texte", ContentForm.Plain(theirs.Markdown), ContentForm.Plain(mine.Markdown)),
            new("Texte (HTML)", ContentForm.Plain(theirs.Html), ContentForm.Plain(mine.Html)),
            new("Entrées du menu", EntriesOf(theirs), EntriesOf(mine)),
            new("Adresse de la page", theirs.Path ?? "", mine.Path ?? ""),
            new("Page d’accueil du site", theirs.SetHomepage ? "oui" : "non", mine.SetHomepage ? "oui" : "non"),
        }.Where(field => field.Theirs != field.Mine),
    ];

    private static string ImageOf(ContentForm form) => $"{form.ImagePath} {form.ImageAlt}".Trim();

    private static string EntriesOf(ContentForm form) =>
        string.Join('\n', form.Entries.OrderBy(entry => entry.Place).Select(entry => $"{entry.Name} : {entry.Url}"));
}
