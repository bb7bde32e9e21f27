using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Values that are odd, large, deep or far away are stored and read again, or are a sentence for the operator.</summary>
public sealed class ValueTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Names_that_differ_by_case_are_two_variables_two_members_and_two_activities(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishUnsoundAsync("casse", Definition("casse", Flowchart(
            [
                Activity("FlowFork", "f", ("branches", Object(new JsonArray("un", "deux")))), UserTask("a", "Petit", "Editor", "Oui"), UserTask("A", "Grand", "Author", "Oui"),
                Activity("FlowJoin", "j", ("mode", Literal("WaitAll"))), SetVariable("s", "x", Formula("o.a & o.A & x & X")),
            ],
            "f:un -> a", "f:deux -> A", "a:Oui -> j", "A:Oui -> j", "j -> s"), Variable("x", "petit"), Variable("X", "grand"), Variable("o", new JsonObject { ["a"] = "1", ["A"] = "2" }, "Object")));
        var id = await engine.StartAsync("casse");
        await engine.DrainAsync();
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        await engine.CompleteAsync(await engine.TaskAsync("Author"), "Oui");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("12petitgrand", (await engine.VariableAsync(id, "x"))!.GetValue<string>());
    }

    [Theory]
    [InlineData("Delay", "timeSpan", "10000000.00:00:00")]
    [InlineData("Timer", "interval", "10675199.02:48:05")]
    [InlineData("StartAt", "dateTime", "0001-01-01")]
    [InlineData("StartAt", "dateTime", "9999-12-31T23:59:59-10:00")]
    [InlineData("Cron", "cronExpression", "5/2147483647 * * * * *")]
    [InlineData("Cron", "cronExpression", "0 0 30 2 *")]
    public async Task A_date_that_no_calendar_holds_is_an_incident(string type, string input, string value)
    {
        var engine = await sites.OnAsync(BothDatabases.Sqlite);
        var definition = $"date-{Guid.NewGuid():N}";
        await engine.PublishUnsoundAsync(definition, Definition(definition, Sequence(Activity(type, "attendre", (input, FromVariable("d")))), Variable("d", value)));
        var id = await engine.StartAsync(definition);
        await engine.DrainAsync();

        if (value.StartsWith('5'))
            Assert.Single(await engine.RowsAsync<BookmarkRow>());
        else
            Assert.Equal((IncidentKind.Activity, id), (Assert.Single(await engine.RowsAsync<IncidentRow>()).Kind, (await engine.RowsAsync<IncidentRow>())[0].InstanceId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_due_in_ten_thousand_years_is_an_incident_and_so_is_a_text_that_no_database_keeps(string database)
    {
        var engine = await sites.OnAsync(database);
        var task = UserTask("t", "Faire", "Editor", "Oui");
        task["dueIn"] = FromVariable("d");
        await engine.RunAsync(Definition("trop", Sequence(task), Variable("d", "9000000.00:00:00")));
        await engine.RunAsync(Definition("zéro", Sequence(Activity("Delay", "d", ("timeSpan", FromVariable("z")))), Variable("z", "a\0b")));
        var odd = UserTask("t", "Faire", "Editor", "Oui");
        odd["title"] = FromVariable("z");
        await engine.RunAsync(Definition("titre", Sequence(odd), Variable("z", "a\0b")));

        Assert.Equal(2, (await engine.RowsAsync<IncidentRow>()).Count);
        Assert.Equal("a\uFFFDb", (await engine.TaskAsync()).Title);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_value_that_grows_deeper_with_each_turn_is_an_incident_before_it_cannot_be_read(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("profond", Sequence([.. Enumerable.Range(0, 70).Select(i => SetVariable($"s{i}", "x", Formula("[x]")))]), Variable("x", "fond")));

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal("s64", incident.ActivityId);
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        Assert.Null(await engine.ActAsync(acts => acts.SetVariableAsync(id, "op", "x", "\"fond\"", "trop profond")));
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_an_event_brings_may_be_as_deep_as_a_variable_and_no_deeper(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.SendAsync("accusé", payload: Deep(60));
        var id = await engine.RunAsync(Definition("reçoit", Sequence(Activity("Event", "e", ("eventName", Literal("accusé")), ("result", To("x")))), Variable("x")));
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.True(JsonNode.DeepEquals(Deep(60), await engine.VariableAsync(id, "x")));

        await Assert.ThrowsAsync<ArgumentException>(() => engine.SendAsync("accusé", payload: Deep(300)));
    }

    [Fact]
    public void What_others_wrote_comes_in_whole_or_not_at_all()
    {
        foreach (var text in (string[])["{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "\"\\ud800\"", "[\"\\udc00\"]", new string('[', 65) + new string(']', 65), "{", ""])
            Assert.False(StoredJson.TryRead(text, out _), text);
        foreach (var text in (string[])["{\"a\":1,\"A\":2}", "\"\\ud83d\\ude00\"", new string('[', 64) + new string(']', 64), "null"])
            Assert.True(StoredJson.TryRead(text, out _), text);
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode value = "fond";
        for (var i = 0; i < levels; i++)
            value = new JsonArray(value);
        return value;
    }

    private static JsonObject Formula(string text) => new() { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Megalis", ["value"] = text } };
}
