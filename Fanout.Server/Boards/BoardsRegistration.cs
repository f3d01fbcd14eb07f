using Fanout.Server.Topics;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Boards;

internal static class BoardsRegistration
{
    /// <summary>Boards over the matches of <c>AddTopics</c>.</summary>
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.AddOptions<BoardsOptions>()
            .BindConfiguration("Fanout:Boards")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<BoardsOptions>>().Value);
        services.AddSingleton(static provider => new BoardCatalog(
            provider.GetRequiredService<BoardsOptions>(),
            provider.GetRequiredService<MatchStore>(),
            provider.GetRequiredService<TopicRegistry>(),
            provider.GetRequiredService<HistoryBudget>(),
            provider.GetRequiredService<LogClock>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
