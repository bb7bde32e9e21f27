using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Features.GiveOwnData;
using Megalis.Workflows.Features.ListTasks;
using Megalis.Workflows.Features.RemindOfTasks;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Inbox;

/// <summary>« Mes tâches »: people's half of the module.</summary>
[Feature("Megalis.Workflows")]
internal sealed class InboxStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<TaskReader>();
        services.AddScoped<TaskWriter>();
        services.AddScoped(p => new UserTasks(p.GetRequiredService<TaskReader>(), p.GetRequiredService<TaskWriter>(), p.GetRequiredService<TaskReturns>()));
        services.AddScoped<TaskPeople>();
        services.AddScoped<CurrentTaskPerson>();
        services.AddScoped<TaskReturns>();
        services.AddScoped<LeftTasks>();
        services.AddScoped<UnseenTasks>();
        services.AddScoped<TaskWords>();
        services.AddScoped<TaskMails>();
        services.On<UserTaskOpened, TellOfTask>("task-mail").AddJob<RemindOfTask, RemindOfTaskHandler>()
            .AddJob<RemindTogether, RemindTogetherHandler>().AddJob<TellOfMany, TellOfManyHandler>();
        services.On<SeatChanged, OnSeatChanged>("tasks-of-seat").On<AccountDisabled, OnAccountDisabled>("tasks-of-account")
            .AddRecurring<PutBackTasks, PutBackTasksHandler>(TimeSpan.FromHours(1));
        services.AddNavigation<TasksNavigation>().Contribute<IDeskSource, TasksDesk>().Contribute<IPersonalData, WorkflowsPersonalData>();
    }
}
