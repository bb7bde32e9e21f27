using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Definitions;

namespace Megalis.Kernel.Tests.Content;

public class ContentDefinitionsTests
{
    private readonly ContentDefinitions definitions = new();

    public ContentDefinitionsTests() => definitions.Merge(Step("""
        {
          "ContentTypes": [ {
            "Name": "Page", "DisplayName": "Page",
            "Settings": { "ContentTypeSettings": { "Creatable": true, "Draftable": true }, "Colours": { "List": [ "a", "b" ] } },
            "ContentTypePartDefinitionRecords": [
              { "PartName": "TitlePart", "Name": "TitlePart", "Settings": { "ContentTypePartSettings": { "Position": "1" } } },
              { "PartName": "BagPart", "Name": "Blocks", "Settings": { "ContentTypePartSettings": { "Position": "0" } } }
            ]
          } ],
          "ContentParts": [ { "Name": "Page", "ContentPartFieldDefinitionRecords": [ { "FieldName": "TextField", "Name": "Subtitle", "Settings": { "TextFieldSettings": { "Required": true } } } ] } ]
        }
        """));

    [Fact]
    public void A_type_reads_as_Orchard_describes_it()
    {
        var page = definitions.Type("page")!;

        Assert.True(page.Creatable);
        Assert.True(page.Draftable);
        Assert.False(page.Versionable);
        Assert.Equal(["Blocks", "TitlePart"], page.Parts.Select(part => part.Name));
        Assert.True(page.Has("BagPart"));
        Assert.Equal("TextField", definitions.Part("Page")!.Fields.Single().FieldName);
    }

    [Fact]
    public void Merging_completes_settings_and_unites_arrays()
    {
        definitions.Merge(Step("""
            { "ContentTypes": [ { "Name": "PAGE", "DisplayName": "La page", "Settings": { "ContentTypeSettings": { "Draftable": false, "Versionable": true }, "Colours": { "List": [ "b", "c" ] } } } ] }
            """));

        var page = definitions.Type("Page")!;
        Assert.Equal("La page", page.DisplayName);
        Assert.True(page.Creatable);
        Assert.False(page.Draftable);
        Assert.True(page.Versionable);
        Assert.Equal("""["a","b","c"]""", page.Settings["Colours"]!["List"]!.ToJsonString());
        Assert.Equal(2, page.Parts.Count);
    }

    [Fact]
    public void Settings_of_a_type_without_display_name_do_not_count()
    {
        definitions.Merge(Step("""{ "ContentTypes": [ { "Name": "Page", "Settings": { "ContentTypeSettings": { "Creatable": false } } } ] }"""));

        Assert.True(definitions.Type("Page")!.Creatable);
        Assert.Equal("Page", definitions.Type("Page")!.DisplayName);
    }

    [Fact]
    public void A_part_attached_again_keeps_its_kind_and_moves_to_the_end()
    {
        definitions.Merge(Step("""
            { "ContentTypes": [ { "Name": "Page", "ContentTypePartDefinitionRecords": [ { "PartName": "FlowPart", "Name": "Blocks", "Settings": { "ContentTypePartSettings": { "Position": "1" } } } ] } ] }
            """));

        var parts = definitions.Type("Page")!.Parts;
        Assert.Equal(["TitlePart", "Blocks"], parts.Select(part => part.Name));
        Assert.Equal("BagPart", parts[1].PartName);
    }

    [Fact]
    public void A_field_defined_again_takes_the_new_kind_and_keeps_its_other_settings()
    {
        definitions.Merge(Step("""
            { "ContentParts": [ { "Name": "Page", "ContentPartFieldDefinitionRecords": [ { "FieldName": "HtmlField", "Name": "Subtitle", "Settings": { "Hint": 1 } } ] } ] }
            """));

        var field = definitions.Part("Page")!.Fields.Single();
        Assert.Equal("HtmlField", field.FieldName);
        Assert.Equal("""{"TextFieldSettings":{"Required":true},"Hint":1}""", field.Settings.ToJsonString());
    }

    [Fact]
    public void Replacing_forgets_what_was_there()
    {
        definitions.Replace(Step("""
            { "ContentTypes": [ { "Name": "Page", "DisplayName": "Page", "ContentTypePartDefinitionRecords": [ { "PartName": "Page", "Name": "Page" } ] } ], "ContentParts": [ { "Name": "Page" } ] }
            """));

        Assert.False(definitions.Type("Page")!.Creatable);
        Assert.Equal(["Page"], definitions.Type("Page")!.Parts.Select(part => part.Name));
        Assert.Empty(definitions.Part("Page")!.Fields);
    }

    [Fact]
    public void Replacing_a_part_detaches_it_from_the_types_that_had_it()
    {
        definitions.Replace(Step("""{ "ContentParts": [ { "Name": "BagPart" } ] }"""));

        Assert.Equal(["TitlePart"], definitions.Type("Page")!.Parts.Select(part => part.Name));
    }

    [Theory]
    [InlineData(null, "manque")]
    [InlineData("9Page", "commencer par une lettre")]
    [InlineData("Blog Post", "commencer par une lettre")]
    [InlineData("École", "sans accent")]
    [InlineData("displaytext", "réservé")]
    public void A_name_that_would_break_an_item_is_refused(string? name, string words) =>
        Assert.Contains(words, ContentNames.Refuse(name, "du type"), StringComparison.Ordinal);

    private static JsonObject Step(string json) => JsonNode.Parse(json)!.AsObject();
}
