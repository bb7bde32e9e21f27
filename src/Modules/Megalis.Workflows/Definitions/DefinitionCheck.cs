using Megalis.Workflows.Soundness;

namespace Megalis.Workflows.Definitions;

/// <summary>Everything that is asked of a definition before it is published. No database, no clock: the same file always gets the same findings.</summary>
internal static class DefinitionCheck
{
    public static DefinitionReading Check(string json, ActivityTypes types) => Check(DefinitionReader.Read(json), types);

    /// <returns>The definition, and what keeps it from being published: nothing when the list is empty.</returns>
    public static DefinitionReading Check(DefinitionReading reading, ActivityTypes types)
    {
        if (reading.Definition is not { } definition)
            return reading;
        var findings = new List<Finding>(StructureRules.Check(definition, types));
        findings.AddRange(ExpressionRules.Check(definition, types));
        // Tokens can be followed through a graph only when it is one.
        if (findings.TrueForAll(finding => !StructureRules.BreaksTheGraph(finding.Code)))
        {
            findings.AddRange(SoundnessCheck.Check(AsItRuns(definition), types));
            findings.AddRange(SelfStarts.Check(definition, types));
        }

        return reading with { Findings = findings };
    }

    /// <summary>What is stored and run: in which order a fork sends its tokens shows when one of them wins a race.</summary>
    private static WorkflowDefinition AsItRuns(WorkflowDefinition definition) => DefinitionReader.Read(DefinitionWriter.Canonical(definition)).Definition ?? definition;
}
