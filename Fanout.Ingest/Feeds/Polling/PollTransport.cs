using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Fanout.Ingest.Feeds.Polling;

internal static class PollRegistration
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5); // then the name is looked up again

    public static IServiceCollection AddPolling(this IServiceCollection services)
    {
        services.AddHttpClient(PollTransport.ClientName, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // keys are for the address that was configured
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLife,
                UseCookies = false,
            })
            .RemoveAllLoggers(); // they would tell every request, and addresses may hold keys
        services.AddSingleton<IFeedTransport, PollTransport>();
        return services;
    }
}

/// <summary>Feeds that are polled over HTTP.</summary>
internal sealed class PollTransport(IHttpClientFactory http) : IFeedTransport
{
    public const string ClientName = "fanout-feeds";

    private static readonly TimeSpan IntervalMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(5);

    public string Name => "poll";

    public bool IsExclusive => true;

    public IEnumerable<string> Faults(FeedOptions options)
    {
        var poll = options.Poll;
        if (!Uri.TryCreate(poll.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return "Poll:Url: is no address of http or https"; // not said which: it may hold a key
        else if (url.UserInfo.Length > 0)
            yield return "Poll:Url: holds a user name; say it in Poll:Headers, as Authorization";
        if (poll.Interval < IntervalMin || poll.Interval > IntervalMax)
            yield return $"Poll:Interval: {poll.Interval}, {IntervalMin} to {IntervalMax} may be";
        if (poll.Timeout < TimeoutMin || poll.Timeout > TimeoutMax)
            yield return $"Poll:Timeout: {poll.Timeout}, {TimeoutMin} to {TimeoutMax} may be";
        foreach (var (index, header) in poll.Headers.Index())
        {
            if (!PollHeader.TryParse(header, out _)) yield return $"Poll:Headers:{index}: is not like \"Name: value\"";
        }
    }

    public IFeed Create(FeedContext feed) =>
        new FeedRunner(feed, resume => new PollSource(feed, http, resume), FeedRemembering.Log);
}
