namespace Megalis.Search.Contracts;

/// <summary>How text becomes searchable words. An index is written and asked with one profile.</summary>
public enum AnalysisProfile
{
    /// <summary>The product's: folded first, exceptions, lost apostrophes, Breton « c'h » kept, full stops without a space part words.</summary>
    Product,

    /// <summary>The chain of the reference, for comparison: standard words, elision, lower case, stop words, light stem, folding.</summary>
    Lucene,
}
