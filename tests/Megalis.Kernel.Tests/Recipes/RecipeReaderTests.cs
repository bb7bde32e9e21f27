using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Kernel.Recipes;

namespace Megalis.Kernel.Tests.Recipes;

public class RecipeReaderTests
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public void Any_document_with_comments_and_trailing_commas_has_the_values_that_System_Text_Json_reads() => ForAnySample(sample =>
    {
        var node = Read(sample.Text);

        // A document that is the value null has no node in the DOM.
        Assert.Equal(JsonNode.Parse(sample.Text, documentOptions: Lenient)?.ToJsonString() ?? "null", node.ToJson()?.ToJsonString() ?? "null");
    });

    [Fact]
    public void Any_value_knows_its_path_and_the_line_on_which_it_starts() => ForAnySample(sample =>
        Assert.Equal(
            sample.Lines.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            Places(Read(sample.Text)).OrderBy(pair => pair.Key, StringComparer.Ordinal)));

    [Fact]
    public void Any_document_that_is_cut_short_is_refused_without_an_exception() => ForAnySample(sample =>
    {
        var bytes = Encoding.UTF8.GetBytes(sample.Text);
        for (var length = 0; length < bytes.Length; length++)
        {
            var errors = new RecipeErrors("essai.json");
            var node = RecipeReader.Read(bytes.AsSpan(0, length), errors);
            if (node is null)
                Assert.NotEmpty(errors);
            else
                Assert.Equal(JsonNode.Parse(bytes.AsSpan(0, length), documentOptions: Lenient)?.ToJsonString(), node.ToJson()?.ToJsonString());
        }
    });

    [Theory]
    [InlineData("", 1, "vide")]
    [InlineData("\n\n  \n", 1, "vide")]
    [InlineData("// seulement un commentaire\n", 2, "aucune valeur")]
    [InlineData("\n<!DOCTYPE html><html></html>", 2, "HTML")]
    [InlineData("{\n  \"steps\": [\n    { \"name\": \"x\" },\n", 4, "ligne 2 n’est pas refermé")]
    [InlineData("{\n  \"steps\": \"coup", 2, "ligne 1 n’est pas refermé")]
    [InlineData("{\n  \"steps\": [ /* sans fin", 2, "s’arrête avant la fin")]
    [InlineData("{\n  \"a\": tru }", 2, "n’est pas du JSON")]
    [InlineData("{ 'a': 1 }", 1, "« ' » (colonne 3)")]
    [InlineData("{} \n {}", 2, "n’est pas du JSON")]
    [InlineData("{\n \"a\": 1,\n \"b\": 2,\n \"a\": 3\n}", 4, "« a » est écrite deux fois")]
    [InlineData("{\n \"a\": \"\\uD83D\" }", 2, "UTF-16")]
    public void What_is_no_JSON_is_said_in_French_with_its_line(string text, int line, string words)
    {
        var errors = new RecipeErrors("essai.json");

        Assert.Null(RecipeReader.Read(Encoding.UTF8.GetBytes(text), errors));

        var error = Assert.Single(errors);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void A_file_in_another_encoding_is_said_with_the_line_of_its_first_bad_character()
    {
        var errors = new RecipeErrors("essai.json");

        Assert.Null(RecipeReader.Read(Encoding.Latin1.GetBytes("{\n\n \"a\": \"été\" }"), errors));

        Assert.Equal(3, Assert.Single(errors).Line);
        Assert.Contains("UTF-8", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_document()
    {
        var node = RecipeReader.Read([.. Encoding.UTF8.Preamble, .. "{}"u8], new RecipeErrors("essai.json"));

        Assert.NotNull(node);
    }

    [Fact]
    public void Too_many_levels_are_refused_where_they_begin()
    {
        var errors = new RecipeErrors("essai.json");

        Assert.Null(RecipeReader.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[\n", 100_000))), errors));

        Assert.Equal(RecipeReader.MaxDepth + 1, Assert.Single(errors).Line);
        Assert.Contains("niveaux", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_found_exactly_first_and_then_without_regard_to_case()
    {
        var node = Read("""{ "Data": 1, "data": 2 }""");

        Assert.Equal("2", node["data"]!.Text);
        Assert.Equal("1", node["Data"]!.Text);
        Assert.Equal("1", node["DATA"]!.Text);
        Assert.Null(node["dat"]);
    }

    private static void ForAnySample(Action<JsonSample> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), seed => check(new JsonSample(seed.GetHashCode()))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static RecipeNode Read(string text)
    {
        var errors = new RecipeErrors("essai.json");
        var node = RecipeReader.Read(Encoding.UTF8.GetBytes(text), errors);
        Assert.Empty(errors);
        return node!;
    }

    private static IEnumerable<KeyValuePair<string, int>> Places(RecipeNode node) =>
        node.Children.SelectMany(Places).Prepend(new(node.Path, node.Line));
}
