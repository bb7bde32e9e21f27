namespace Megalis.Search.Percolation;

/// <summary>Features of which a document that satisfies a condition has at least one, and about the share of documents that do.</summary>
internal sealed record Keys(double Frequency, IReadOnlyList<Feature> Features);

/// <summary>A condition of a saved search, held against the document that <see cref="FeatureRegister"/> has marked last.</summary>
internal abstract class Check
{
    /// <summary>What is cheap is looked at first.</summary>
    public virtual int Cost => 0;

    public abstract bool Holds(Trial trial);

    /// <summary>Null when a document may satisfy it without any feature.</summary>
    public abstract Keys? Keys(FeatureRegister features);
}

/// <summary>True or false for every document.</summary>
internal sealed class ConstantCheck(bool holds) : Check
{
    public override bool Holds(Trial trial) => holds;

    public override Keys? Keys(FeatureRegister features) => holds ? null : new Keys(0, []);
}

/// <summary>The document has one of some features; words may have to stand in one text field.</summary>
/// <param name="inField">-1 for any.</param>
internal sealed class FeatureCheck(Feature[] any, int inField) : Check
{
    public override int Cost => inField < 0 ? 0 : 1;

    public override bool Holds(Trial trial)
    {
        foreach (var feature in any)
            if (trial.Has(feature) && (inField < 0 || trial.IsIn(feature.Places!, inField)))
                return true;
        return false;
    }

    public override Keys Keys(FeatureRegister features) => new(any.Sum(features.Frequency), any);
}

internal sealed class PhraseCheck(Feature[] words, int[] offsets, int slop, int field) : Check
{
    public override int Cost => 2;

    public override bool Holds(Trial trial)
    {
        foreach (var word in words)
            if (!trial.Has(word))
                return false;
        var places = trial.Places(words.Length);
        for (var i = 0; i < words.Length; i++)
            places.Set(i, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words[i].Places!.Positions), offsets[i]);
        return places.Frequency(offsets, slop, trial.Subject.FieldStarts, field) > 0;
    }

    public override Keys Keys(FeatureRegister features) => words.MinBy(features.Frequency) is var rarest ? new Keys(features.Frequency(rarest!), [rarest!]) : null!;
}

/// <summary>Some form of a word passes; a form stands for its term, wherever that is.</summary>
/// <param name="prefix">What every form that passes begins with; null when that is not known.</param>
internal sealed class FormCheck(Func<SubjectForm, bool> passes, Feature? prefix, int field) : Check
{
    public override int Cost => 3;

    public override bool Holds(Trial trial)
    {
        if (prefix is not null && !trial.Has(prefix))
            return false;
        foreach (var form in trial.Subject.Forms)
        {
            trial.Spend();
            if (passes(form) && (field < 0 || trial.IsIn(form.Places, field)))
                return true;
        }

        return false;
    }

    public override Keys? Keys(FeatureRegister features) => prefix is null ? null : new Keys(features.Frequency(prefix), [prefix]);
}

/// <summary>Something of the document's columns.</summary>
internal sealed class ColumnCheck(Predicate<Kernel.Search.IndexDocument> holds) : Check
{
    public override int Cost => 1;

    public override bool Holds(Trial trial) => holds(trial.Subject.Document);

    public override Keys? Keys(FeatureRegister features) => null;
}

internal sealed class AllCheck(IEnumerable<Check> parts) : Check
{
    private readonly Check[] _parts = [.. parts.OrderBy(part => part.Cost)];

    public override int Cost => _parts[^1].Cost;

    public override bool Holds(Trial trial)
    {
        foreach (var part in _parts)
            if (!part.Holds(trial))
                return false;
        return true;
    }

    /// <summary>The rarest part's.</summary>
    public override Keys? Keys(FeatureRegister features) => _parts.Select(part => part.Keys(features)).OfType<Keys>().MinBy(keys => keys.Frequency);
}

internal sealed class AnyCheck(IEnumerable<Check> parts) : Check
{
    private readonly Check[] _parts = [.. parts.OrderBy(part => part.Cost)];

    public override int Cost => _parts[^1].Cost;

    public override bool Holds(Trial trial)
    {
        foreach (var part in _parts)
            if (part.Holds(trial))
                return true;
        return false;
    }

    public override Keys? Keys(FeatureRegister features)
    {
        var keys = _parts.Select(part => part.Keys(features)).ToList();
        return keys.Contains(null) ? null : new Keys(keys.Sum(key => key!.Frequency), [.. keys.SelectMany(key => key!.Features).Distinct()]);
    }
}

internal sealed class WithoutCheck(Check kept, Check left) : Check
{
    public override int Cost => Math.Max(kept.Cost, left.Cost);

    public override bool Holds(Trial trial) => kept.Holds(trial) && !left.Holds(trial);

    public override Keys? Keys(FeatureRegister features) => kept.Keys(features);
}
