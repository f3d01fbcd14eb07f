using System.Net;
using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>Reads the connection string, and sets what the log needs whatever it says.</summary>
internal static class RedisConnectionString
{
    /// <summary>
    /// Milliseconds after which an unanswered request counts as lost, and a writer asks again. Less than a lease lives
    /// (2 s); renewals do not wait that long. <c>asyncTimeout</c> in the string overrides it.
    /// </summary>
    private const int TimeoutMs = 1500;

    /// <summary>Milliseconds for one attempt to connect; <c>connectTimeout</c> overrides it.</summary>
    private const int ConnectTimeoutMs = 2000;

    /// <summary>Looks at the topology this often, seconds; <c>configCheckSeconds</c> overrides it.</summary>
    private const int LookSeconds = 5;

    /// <summary>How often a connection is looked at: a request is given up at most this much late.</summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMilliseconds(250);

    /// <exception cref="ArgumentException">It cannot be read, or names no server; the message says why.</exception>
    public static ConfigurationOptions Parse(string text)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(text);
        if (options.EndPoints.Count == 0)
            throw new ArgumentException("it names no server, HOST:PORT");
        if (!Says(text, "asyncTimeout"))
            options.AsyncTimeout = TimeoutMs;
        if (!Says(text, "connectTimeout"))
            options.ConnectTimeout = ConnectTimeoutMs;
        if (!Says(text, "configCheckSeconds"))
            options.ConfigCheckSeconds = LookSeconds;
        options.Protocol = RedisProtocol.Resp3;
        options.HeartbeatInterval = HeartbeatEvery;
        options.AbortOnConnectFail = true; // of the first attempt: RedisConnecting makes the next one, and says so
        options.BacklogPolicy = BacklogPolicy.FailFast; // a queue of requests would answer long after anyone asked
        options.ClientName ??= "fanout";
        options.AllowAdmin = true; // INFO, which says how the server is set up
        options.TieBreaker = ""; // keys and channels of the client's own, which the log has no use for
        options.ConfigurationChannel = "";
        return options;
    }

    /// <summary>After which nobody waits for an answer any more: the client's patience, and what it may be late.</summary>
    public static TimeSpan PatienceOf(ConfigurationOptions options) =>
        TimeSpan.FromMilliseconds(options.AsyncTimeout) + (4 * HeartbeatEvery);

    /// <summary>The servers of the string, without its passwords.</summary>
    public static string ServersOf(ConfigurationOptions options) =>
        string.Join(',', options.EndPoints.Select(static endpoint => endpoint switch
        {
            DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
            _ => endpoint.ToString(),
        }));

    private static bool Says(string text, string option) =>
        text.Split(',').Any(part => part.TrimStart().StartsWith(option + "=", StringComparison.OrdinalIgnoreCase));
}
