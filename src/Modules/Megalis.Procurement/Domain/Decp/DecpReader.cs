using System.Text.Json;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>One element of a list of contracts, as it stands in the file.</summary>
/// <param name="Index">From 1, over the whole file.</param>
/// <param name="IsConcession">It stands in « contrat-concession » (2022 shape); the 2019 shape says it inside.</param>
/// <param name="Utf8">The element's bytes. Valid until the next one is asked for.</param>
internal readonly record struct DecpElement(int Index, bool IsConcession, ReadOnlyMemory<byte> Utf8);

/// <summary>
/// Cuts a file into its contracts, one at a time, so that a file of hundreds of megabytes needs the memory of its
/// largest contract. Shapes: <c>{"marches":[...]}</c> (arrêté of 2019),
/// <c>{"marches":{"marche":[...],"contrat-concession":[...]}}</c> (arrêtés of 2022), and a bare list.
/// </summary>
internal sealed class DecpReader(Stream stream)
{
    private const int FirstBuffer = 256 * 1024;
    private const int LargestContract = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _length;
    private bool _ended;
    private JsonReaderState _state;
    private Place _place = Place.BeforeRoot;
    private Place _afterList = Place.AfterRoot;
    private bool _isConcession;
    private bool _foundList;
    private int _count;

    private enum Place
    {
        BeforeRoot,
        InRoot,
        InMarches,
        InList,
        AfterRoot,
    }

    private enum Step
    {
        NeedMore,
        Moved,
        Element,
        End,
    }

    /// <summary>Bytes behind the last element that was given, for a progress bar.</summary>
    public long BytesRead { get; private set; }

    /// <exception cref="DecpFileException">The file is no JSON, is cut, or holds no list of contracts.</exception>
    public IEnumerable<DecpElement> Elements()
    {
        Fill();
        SkipByteOrderMark();
        DecpFileKind.Check(_buffer.AsSpan(_start, _length));
        while (true)
        {
            switch (Next(out var element))
            {
                case Step.Element:
                    yield return element;
                    break;
                case Step.End when !_foundList:
                    throw new DecpFileException("Ce fichier JSON n’a pas de liste « marches » : ce n’est pas un fichier de données essentielles.");
                case Step.End:
                    yield break;
            }
        }
    }

    private Step Next(out DecpElement element)
    {
        while (true)
        {
            var step = TryStep(out element);
            if (step is not Step.NeedMore)
                return step;
            Fill();
        }
    }

    /// <summary>Advances by one token or one element, or not at all when the buffer ends in its middle.</summary>
    private Step TryStep(out DecpElement element)
    {
        element = default;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _ended, _state);
        Step step;
        try
        {
            step = Move(ref reader, ref element);
        }
        catch (JsonException error)
        {
            throw new DecpFileException(DescribeError(error));
        }
        if (step is Step.NeedMore)
            return step;
        var consumed = (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        _start += consumed;
        _length -= consumed;
        BytesRead += consumed;
        return step;
    }

    private Step Move(ref Utf8JsonReader reader, ref DecpElement element)
    {
        if (!reader.Read())
            return _ended ? Step.End : Step.NeedMore;
        switch (_place)
        {
            case Place.BeforeRoot:
                return MoveIntoRoot(reader.TokenType);
            case Place.InRoot or Place.InMarches:
                return MoveThroughKeys(ref reader);
            case Place.InList when reader.TokenType is JsonTokenType.EndArray:
                _place = _afterList;
                return Step.Moved;
            case Place.InList:
                return TakeElement(ref reader, ref element);
            default:
                return Step.Moved;
        }
    }

    private Step MoveIntoRoot(JsonTokenType token)
    {
        switch (token)
        {
            case JsonTokenType.StartObject:
                _place = Place.InRoot;
                return Step.Moved;
            case JsonTokenType.StartArray:
                EnterList(Place.AfterRoot, isConcession: false);
                return Step.Moved;
            default:
                throw new DecpFileException("Ce fichier JSON ne contient qu’une valeur, pas de liste de marchés.");
        }
    }

    private Step MoveThroughKeys(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.EndObject)
        {
            _place = _place is Place.InMarches ? Place.InRoot : Place.AfterRoot;
            return Step.Moved;
        }
        var isMarches = _place is Place.InRoot && reader.ValueTextEquals("marches"u8);
        var isConcession = _place is Place.InMarches && reader.ValueTextEquals("contrat-concession"u8);
        var isList = isConcession || (_place is Place.InMarches && reader.ValueTextEquals("marche"u8));
        if (!reader.Read())
            return Step.NeedMore;
        if ((isMarches || isList) && reader.TokenType is JsonTokenType.StartArray)
            EnterList(_place, isConcession);
        else if (isMarches && reader.TokenType is JsonTokenType.StartObject)
            _place = Place.InMarches;
        else if (!reader.TrySkip())
            return Step.NeedMore;
        return Step.Moved;
    }

    private void EnterList(Place after, bool isConcession)
    {
        _afterList = after;
        _isConcession = isConcession;
        _foundList = true;
        _place = Place.InList;
    }

    private Step TakeElement(ref Utf8JsonReader reader, ref DecpElement element)
    {
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return Step.NeedMore;
        element = new(++_count, _isConcession, _buffer.AsMemory(_start + start, (int)reader.BytesConsumed - start));
        return Step.Element;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _length).CopyTo(_buffer);
            _start = 0;
        }
        if (_length == _buffer.Length)
        {
            if (_buffer.Length >= LargestContract)
                throw new DecpFileException($"{Where()} Un seul élément dépasse {LargestContract / 1024 / 1024} Mo : ce n’est pas un marché.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = stream.ReadAtLeast(_buffer.AsSpan(_length), 1, throwOnEndOfStream: false);
        _length += read;
        _ended = read == 0;
    }

    private void SkipByteOrderMark()
    {
        if (!_buffer.AsSpan(_start, _length).StartsWith("\uFEFF"u8))
            return;
        _start += 3;
        _length -= 3;
        BytesRead += 3;
    }

    private string DescribeError(JsonException error)
    {
        if (_ended && IsCut())
            return $"{Where()} Le fichier s’arrête ici, après {BytesRead + _length:N0} octets : il a été coupé.";
        return $"{Where()} Ce n’est pas du JSON valable, ligne {error.LineNumber + 1}, octet {error.BytePositionInLine + 1}.";
    }

    private string Where() => _place is Place.InList ? $"Élément n° {_count + 1} de la liste." : "Hors de la liste des marchés.";

    /// <summary>The same bytes are no error when more are expected: so the file ended too early.</summary>
    private bool IsCut()
    {
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), isFinalBlock: false, _state);
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
