using System.ComponentModel.DataAnnotations;

namespace Megalis.Kernel.Queue;

/// <summary>The section <c>Megalis:Queue</c>. docs/operations/configuration.md lists the same keys.</summary>
public sealed class QueueOptions
{
    public const string Section = "Megalis:Queue";

    /// <summary>Rows worked at a time in each lane that says nothing else; 0: this node works no row, numbers no log, starts no recurring job.</summary>
    [Range(0, 64)]
    public int Workers { get; set; } = 4;

    /// <summary>Workers of the lane of workflow steps; 0: as <see cref="Workers"/>.</summary>
    [Range(0, 64)]
    public int Steps { get; set; }

    /// <summary>Workers of the lane of events and jobs; 0: as <see cref="Workers"/>.</summary>
    [Range(0, 64)]
    public int Events { get; set; }

    /// <summary>Workers of the lane of mails; 0: as <see cref="Workers"/>.</summary>
    [Range(0, 64)]
    public int Mail { get; set; }

    /// <summary>Workers of the lane of outside lines; 0: as <see cref="Workers"/>.</summary>
    [Range(0, 64)]
    public int Outside { get; set; }

    /// <summary>Rows of one tenant worked at a time in a lane; 0: half of the lane's workers for mails and outside lines, all but one for the others.</summary>
    [Range(0, 64)]
    public int PerTenant { get; set; }

    /// <summary>Attempts before a row rests in « À reprendre »: twelve reach over more than three hours.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 12;

    /// <summary>An outside call whose process shows no life for so long is uncertain.</summary>
    [Range(2, 3600)]
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>How often the database is asked when nothing wakes the workers.</summary>
    [Range(50, 60000)]
    public int PollMilliseconds { get; set; } = 1000;

    internal int WorkersOf(Lane lane)
    {
        var own = lane switch { Lane.Steps => Steps, Lane.Events => Events, Lane.Mail => Mail, _ => Outside };
        return Workers == 0 ? 0 : own > 0 ? own : Workers;
    }

    internal int CapOf(Lane lane)
    {
        if (PerTenant > 0)
            return PerTenant;
        var workers = Math.Max(WorkersOf(lane), 1);
        return Math.Max(1, lane is Lane.Mail or Lane.Outside ? workers / 2 : workers - 1);
    }
}
