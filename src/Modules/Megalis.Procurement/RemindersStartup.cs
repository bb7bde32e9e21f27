using Megalis.Kernel.Modules;
using Megalis.Kernel.Workflows;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.RemindOfDeadline;

namespace Megalis.Procurement;

/// <summary>The reminders before and after a consultation's deadline.</summary>
[Feature(Reminders.Feature)]
internal sealed class RemindersStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddActivity<ReadConsultationFacts>();
        services.On<ConsultationPublished, Reminders>("reminders")
            .On<ConsultationChanged, Reminders>("reminders")
            .On<ConsultationCancelled, Reminders>("reminders")
            .On<QuestionAsked, Reminders>("reminders")
            .On<PlisOpened, Reminders>("reminders");
    }
}
