using System.Globalization;

namespace Megalis.Kernel.Search;

/// <summary>One heading of the site's search, « Consultations », « Actualités »: which documents of an index stand under it and how each is shown.</summary>
/// <param name="Id">As addresses write it (<c>?genre=</c>): lower-case letters and hyphens; unique.</param>
/// <param name="Label">French, plural: « Actualités ».</param>
/// <param name="Icon">Name in the sprite (docs/reference/themes.md).</param>
/// <param name="Index">Name of the <see cref="IndexSchema"/> that is asked.</param>
public sealed record HitKind(string Id, string Label, string Icon, string Index)
{
    /// <summary>Lower comes first.</summary>
    public int Order { get; init; }

    /// <summary>A keyword field and the value that documents of this kind have; null when all of the index are of it.</summary>
    public (string Field, string Value)? Only { get; init; }

    /// <summary>
    /// A keyword field with the id of the tenant that a document belongs to, where the portal also shows other tenants' documents:
    /// those of a site that is closed, or has the service switched off, are left out at once, before the index hears of it.
    /// </summary>
    public string? OwnerField { get; init; }

    /// <summary>Field with the title; it must come back with a hit.</summary>
    public required string Title { get; init; }

    /// <summary>Fields of which the first that shows a word of the question gives the piece of text under the title.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Further fields that <see cref="Href"/> and <see cref="Facts"/> read.</summary>
    public IReadOnlyList<string> Load { get; init; } = [];

    /// <summary>Where the thing is read, a path of this site; null when it cannot be shown any more.</summary>
    public required Func<HitFields, string?> Href { get; init; }

    /// <summary>A few words for the line under the title: who, where, until when. Empty ones are left out.</summary>
    public Func<HitFields, IEnumerable<string?>> Facts { get; init; } = _ => [];

    /// <summary>The kind's own search for these words, where it has one with more filters.</summary>
    public Func<string, string>? Elsewhere { get; init; }
}

/// <summary>The headings that a module adds to the site's search; asked only in tenants that have its feature on. <c>services.Contribute&lt;IHitKinds, T&gt;()</c>.</summary>
public interface IHitKinds
{
    IReadOnlyList<HitKind> Kinds { get; }
}

/// <summary>What came back of a document found.</summary>
/// <param name="key">That of the document.</param>
/// <param name="values">By field; one without a value is missing, numbers and dates are digits.</param>
/// <param name="now">The clock of the answer.</param>
public sealed class HitFields(string key, IReadOnlyDictionary<string, IReadOnlyList<string>> values, DateTimeOffset now)
{
    public string Key => key;

    public DateTimeOffset Now => now;

    /// <summary>The field's values one after the other; empty when it has none.</summary>
    public string Text(string field) => values.TryGetValue(field, out var all) ? string.Join(' ', all) : "";

    /// <summary>Null when the field has no value.</summary>
    public long? Number(string field) =>
        long.TryParse(Text(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A date; null when the field has no value.</summary>
    public DateTimeOffset? Instant(string field) =>
        Number(field) is { } microseconds ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null;
}
