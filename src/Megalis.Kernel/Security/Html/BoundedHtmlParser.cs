using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace Megalis.Kernel.Security;

/// <summary>
/// The HTML5 parser with a limit on its work. The standard asks for two things that grow with the square of the source: looking
/// through all open elements at each tag, and repeating every unclosed formatting element in each new paragraph
/// (ten kilobytes can ask for half a million elements). Open elements are therefore counted along, from above:
/// only an end tag that meets its own start tag counts as closing it.
/// </summary>
internal sealed class BoundedHtmlParser
{
    private const int MaxDepth = 256;
    private const long MaxSteps = 10_000_000;
    private const long MaxNodes = 250_000;

    /// <summary>They close themselves where the next begins, so people leave them open; they never nest without one that is counted.</summary>
    private static readonly HashSet<string> SelfClosing = new(
        "p li dt dd tr td th thead tbody tfoot option optgroup br hr wbr img col input meta link base area embed param source track keygen frame".Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> Formatting = new("a b big code em font i nobr s small strike strong tt u".Split(' '), StringComparer.Ordinal);

    private readonly Stack<string> _open = new();
    private int _formatting;
    private long _steps;
    private long _nodes;

    /// <summary>Null when the source asks for more work than any honest page, or for what the parser itself stumbles over.</summary>
    public static IHtmlDocument? Parse(string html)
    {
        var guard = new BoundedHtmlParser();
        var options = new HtmlParserOptions { MaximumDepth = MaxDepth, SkipComments = true, OnToken = (token, _) => guard.Count(token) };
        try
        {
            return new HtmlParser(options).ParseDocument("<!doctype html><body>" + html);
        }
        catch (Exception e) when (e is TooMuchWorkException or NullReferenceException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // AngleSharp 1.10 falls over a few sequences, such as a raw-text element between two select tags. Whoever typed them
            // reads their own text; nobody meets an error page.
            return null;
        }
    }

    private void Count(HtmlToken token)
    {
        _steps += 1 + _open.Count;
        _nodes += 1 + _formatting;
        if (_steps > MaxSteps || _nodes > MaxNodes) throw new TooMuchWorkException();
        if (token.Type == HtmlTokenType.StartTag && !SelfClosing.Contains(token.Name))
        {
            _open.Push(token.Name);
            if (Formatting.Contains(token.Name)) _formatting++;
        }
        else if (token.Type == HtmlTokenType.EndTag && _open.TryPeek(out var last) && last == token.Name)
        {
            _open.Pop();
            if (Formatting.Contains(token.Name)) _formatting--;
        }
    }

    private sealed class TooMuchWorkException : Exception;
}
