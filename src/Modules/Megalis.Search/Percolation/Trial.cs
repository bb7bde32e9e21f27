using Megalis.Kernel.Search;
using Megalis.Search.Planning;
using Megalis.Search.Queries;

namespace Megalis.Search.Percolation;

/// <summary>One document before the saved searches. What it lends belongs to one thread.</summary>
/// <param name="number">That of the document, as <see cref="Feature.Stamp"/> has it.</param>
internal sealed class Trial(Subject subject, int number, IReadOnlyList<IndexField> fields, TimeSpan limit, TimeProvider time)
{
    /// <summary>Forms between two looks at the clock.</summary>
    private const int Stride = 256;

    private readonly Dictionary<int, PhrasePlaces> _places = [];
    private long _began;
    private int _spent;

    public Subject Subject => subject;

    public bool Has(Feature feature) => feature.Stamp == number;

    public bool IsIn(Places places, int field)
    {
        foreach (var position in places.Positions)
            if (PhrasePlaces.FieldAt(subject.FieldStarts, position) == field)
                return true;
        return false;
    }

    public PhrasePlaces Places(int words)
    {
        if (!_places.TryGetValue(words, out var places))
            _places[words] = places = new PhrasePlaces(words, fields);
        return places;
    }

    /// <summary>Whether the saved search would find the document. As a search that takes too long, it finds nothing.</summary>
    public bool IsFoundBy(SavedSearch saved)
    {
        _spent = 0;
        try
        {
            return saved.Check.Holds(this);
        }
        catch (TimeoutRefusedException)
        {
            return false;
        }
    }

    /// <summary>To be called for each form of a word that a pattern looks at.</summary>
    public void Spend()
    {
        if (_spent == 0)
            _began = time.GetTimestamp();
        if (++_spent % Stride == 0 && time.GetElapsedTime(_began) > limit)
            throw new TimeoutRefusedException();
    }
}
