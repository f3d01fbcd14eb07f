namespace Fanout.Services.Redis;

/// <summary>What a Redis says of itself, as lines of names and values.</summary>
public static class RedisInfo
{
    /// <summary>A section of <c>INFO</c>, such as <c>memory</c> or <c>commandstats</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(RedisServer server, string section) =>
        Read(await server.SendAsync("INFO", section));

    internal static IReadOnlyDictionary<string, string> Read(object? answer) =>
        ((string)answer!).Split("\r\n")
            .Select(static line => line.Split(':', 2))
            .Where(static parts => parts.Length == 2)
            .ToDictionary(static parts => parts[0], static parts => parts[1]);
}
