using System.Globalization;

namespace Megalis.Kernel.Journal;

/// <summary>What the journal was at an instant: so many entries, under that root.</summary>
/// <param name="Origin">Which journal; one line without spaces, « marches.example.bzh ».</param>
/// <param name="TreeSize">Entries in the tree, at least one.</param>
/// <param name="Root">32 bytes.</param>
/// <param name="AtMicros">When it was signed, microseconds since 1970-01-01T00:00:00Z.</param>
public sealed record TreeHead(string Origin, long TreeSize, byte[] Root, long AtMicros)
{
    internal const string FirstLine = "megalis-journal/v1";

    /// <summary>The text that is signed: five lines, each ended by a line feed (first line, origin, size, root in base64, instant).</summary>
    public string ToText()
    {
        if (string.IsNullOrEmpty(Origin) || Origin.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new InvalidOperationException("The origin of a journal is one word.");
        ArgumentOutOfRangeException.ThrowIfLessThan(TreeSize, 1);
        Merkle.RequireHash(Root);
        return string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{Origin}\n{TreeSize}\n{Convert.ToBase64String(Root)}\n{AtMicros}\n");
    }

    /// <summary>Records compare arrays by reference; two heads are the same when their texts are.</summary>
    public bool Equals(TreeHead? other) =>
        other is not null && (Origin, TreeSize, AtMicros) == (other.Origin, other.TreeSize, other.AtMicros) && Root.AsSpan().SequenceEqual(other.Root);

    public override int GetHashCode() => HashCode.Combine(Origin, TreeSize, AtMicros);
}

/// <summary>
/// A head with its signature, as it leaves the database: in receipts, in mails, in the file given to <c>journal verify --heads</c>.
/// </summary>
/// <param name="Head">What is signed.</param>
/// <param name="KeyId">SHA-256 of the public key (SubjectPublicKeyInfo), 64 lower-case hexadecimal digits.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="TreeHead.ToText"/>, 64 bytes (r || s).</param>
public sealed record SignedTreeHead(TreeHead Head, string KeyId, byte[] Signature)
{
    private const int Lines = 7;

    /// <summary>The five lines of the head, then « cle » and « signature ».</summary>
    public string ToText() => $"{Head.ToText()}cle {KeyId}\nsignature {Convert.ToBase64String(Signature)}\n";

    /// <summary>
    /// Finds every head in a text: a file of heads, a receipt, a mail that was answered and quoted. <see cref="FormatException"/>
    /// names the line where a head begins and does not go on as it should.
    /// </summary>
    public static IReadOnlyList<SignedTreeHead> ReadAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n').Select(line => line.Trim().TrimStart('>', ' ', '\t')).ToList();
        var heads = new List<SignedTreeHead>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] == TreeHead.FirstLine)
                heads.Add(Read(lines, i) ?? throw new FormatException($"Line {i + 1}: a journal head begins here and is incomplete or altered."));
        }
        return heads;
    }

    public bool Equals(SignedTreeHead? other) => other is not null && Head == other.Head && KeyId == other.KeyId && Signature.AsSpan().SequenceEqual(other.Signature);

    public override int GetHashCode() => HashCode.Combine(Head, KeyId);

    private static SignedTreeHead? Read(List<string> lines, int at)
    {
        if (at + Lines > lines.Count) return null;
        try
        {
            var head = new TreeHead(lines[at + 1], long.Parse(lines[at + 2], NumberStyles.None, CultureInfo.InvariantCulture),
                Convert.FromBase64String(lines[at + 3]), long.Parse(lines[at + 4], NumberStyles.None, CultureInfo.InvariantCulture));
            var signed = new SignedTreeHead(head, After("cle ", lines[at + 5]), Convert.FromBase64String(After("signature ", lines[at + 6])));
            return signed.ToText().Split('\n').Take(Lines).SequenceEqual(lines.Skip(at).Take(Lines)) ? signed : null;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string After(string label, string line) =>
        line.StartsWith(label, StringComparison.Ordinal) ? line[label.Length..] : throw new FormatException();
}
