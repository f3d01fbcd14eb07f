using System.ComponentModel.DataAnnotations;
using System.Net;
using Fanout.Log.Archive;
using Fanout.Log.Redis;

namespace Fanout.Server.Composition;

/// <summary>What one server process is.</summary>
internal sealed class ServerOptions
{
    /// <summary>Section of the configuration that all of the server's settings live in.</summary>
    public const string Section = "Fanout";

    public const string RoleIngest = "ingest";
    public const string RoleDelivery = "delivery";
    public const string RoleArchive = "archive";

    /// <summary>
    /// Internal key of processes that are being tried out: on loopback, where <see cref="Dev"/> leaves everything open
    /// anyway.
    /// </summary>
    public const string DevInternalKey = "loopback-only-development";

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Any of <c>ingest</c>, <c>delivery</c> and <c>archive</c>, separated by commas. With the embedded log all of them
    /// are this process: its archive is the log itself. Over a shared log one of them is enough.</summary>
    [Required]
    public string Roles { get; set; } = $"{RoleIngest},{RoleDelivery},{RoleArchive}";

    /// <summary>Folder of the event log.</summary>
    [Required]
    public string Data { get; set; } = "data";

    /// <summary>Redis that keeps the event log for all processes that share it, as a connection string of StackExchange.Redis:
    /// <c>HOST:PORT</c>, <c>HOST:PORT,…,serviceName=NAME</c> for Sentinel, several servers for Cluster; null: the log is the
    /// embedded one. Empty it is refused: whoever says <c>--redis "$SERVERS"</c> does not mean that.</summary>
    /// <remarks>Not bound with the others, so that what is no text is refused in a line.</remarks>
    public string? Redis { get; internal set; }

    /// <summary>PostgreSQL that keeps a shared log for good, as a connection string of Npgsql; null: there is no archive, and
    /// the role <see cref="RoleArchive"/> has nothing to do.</summary>
    /// <remarks>Not bound, as <see cref="Redis"/>.</remarks>
    public string? Postgres { get; internal set; }

    /// <summary>Opens reading to everyone and one feed key to every feed. Loopback only.</summary>
    public bool Dev { get; set; }

    /// <summary>Adds a simulated match day.</summary>
    public bool Simulate { get; set; }

    public IReadOnlyList<string> RoleNames => Roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> UrlList => Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether processes share the log.</summary>
    public bool IsShared => !string.IsNullOrEmpty(Redis);

    public bool TakesEvents => Has(RoleIngest);

    public bool ServesReaders => Has(RoleDelivery);

    public bool IsArchived => !string.IsNullOrEmpty(Postgres);

    public bool Archives => IsArchived && Has(RoleArchive);

    public bool Has(string role) => RoleNames.Contains(role);

    /// <summary>What is wrong with these options; null where nothing is.</summary>
    /// <param name="settings">Section <see cref="Section"/>.</param>
    /// <param name="server">Section <c>Kestrel</c>, whose endpoints would listen beside ours and past these checks.</param>
    public string? Problem(IConfiguration settings, IConfiguration server) => RedisProblem(settings) ?? PostgresProblem(settings)
        ?? RolesProblem() ?? DataProblem() ?? UrlsProblem(settings)
        ?? (server.GetSection("Endpoints").GetChildren().Any() ? "Kestrel:Endpoints: addresses are given as urls here" : null);

    /// <summary>What is wrong is said without the value, which may hold a password.</summary>
    private string? RedisProblem(IConfiguration settings)
    {
        if (settings.GetSection(nameof(Redis)).GetChildren().Any())
            return $"{Section}:{nameof(Redis)}: is one connection string, HOST:PORT[,HOST:PORT…][,option=value…]";
        if (Redis is not null && string.IsNullOrWhiteSpace(Redis))
            return $"{Section}:{nameof(Redis)}: is empty: name a server, HOST:PORT, or leave it out for the embedded log";
        return IsShared && RedisEventLog.ProblemOf(Redis!) is { } problem ? $"{Section}:{nameof(Redis)}: {problem}" : null;
    }

    /// <summary>As for Redis.</summary>
    private string? PostgresProblem(IConfiguration settings)
    {
        if (settings.GetSection(nameof(Postgres)).GetChildren().Any())
            return $"{Section}:{nameof(Postgres)}: is one connection string, Host=NAME[;Port=PORT][;option=value…]";
        if (Postgres is not null && string.IsNullOrWhiteSpace(Postgres))
            return $"{Section}:{nameof(Postgres)}: is empty: name a server, Host=NAME, or leave it out for no archive";
        if (!IsArchived)
            return null;
        if (!IsShared)
            return $"{Section}:{nameof(Postgres)}: archives a log on Redis; the embedded log is its own archive: leave it out";
        return Archiver.ProblemOf(Postgres!) is { } problem ? $"{Section}:{nameof(Postgres)}: {problem}" : null;
    }

    private string? RolesProblem()
    {
        foreach (var role in RoleNames)
        {
            if (role is not (RoleIngest or RoleDelivery or RoleArchive))
                return $"roles: \"{role}\" is not one of {RoleIngest}, {RoleDelivery}, {RoleArchive}";
        }
        if (IsShared && !TakesEvents && !ServesReaders && !Archives)
            return $"roles: \"{Roles}\": a process needs {RoleIngest} or {RoleDelivery}, or {RoleArchive} and a Postgres, or it has nothing to do";
        if (!IsShared && !(TakesEvents && ServesReaders))
            return $"roles: \"{Roles}\": the embedded log belongs to one process, which needs both {RoleIngest} and {RoleDelivery}";
        return Simulate && !TakesEvents ? $"roles: \"{Roles}\": --simulate makes events, and only {RoleIngest} takes them" : null;
    }

    private string? DataProblem() =>
        string.IsNullOrWhiteSpace(Data) ? "data: is empty: name a folder, or leave it out for ./data" : null;

    private string? UrlsProblem(IConfiguration settings)
    {
        if (UrlList.Count == 0)
            return $"urls: \"{Urls}\" names no address: one like http://127.0.0.1:8080 is needed";
        var keyed = settings.GetSection("Push:Keys").GetChildren().Any() || settings.GetSection("Push:SigningKeys").GetChildren().Any();
        foreach (var url in UrlList)
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                return NoAddress(url);
            }
            if (FormProblem(url, address) is { } problem)
                return problem;
            if (IsLoopback(address.Host))
                continue;
            if (Dev)
                return $"urls: \"{url}\" is not a loopback address, and --dev leaves everything open: leave one of the two out";
            if (TakesEvents && !keyed)
                return $"urls: \"{url}\" is not a loopback address, and no feed has a key: configure Fanout:Push:Keys first";
            if (TakesEvents && IsShared && string.IsNullOrEmpty(settings["Internal:Key"]))
                return $"urls: \"{url}\" is not a loopback address, and the processes that share the log have no key: configure Fanout:Internal:Key first";
        }
        return null;
    }

    private static string? FormProblem(string url, BindingAddress address)
    {
        if (address.IsUnixPipe || address.IsNamedPipe)
            return null;
        if (address.Host.Contains(':', StringComparison.Ordinal) && !address.Host.StartsWith('['))
            return NoAddress(url); // what is behind the colon is no number
        if (address.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            return $"urls: \"{url}\": port {address.Port} is not {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}";
        return address.PathBase.Length > 0
            ? $"urls: \"{url}\": the path \"{address.PathBase}\" has no meaning; a proxy may serve under one"
            : null;
    }

    private static string NoAddress(string url) => $"urls: \"{url}\" is not an address like http://127.0.0.1:8080";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
