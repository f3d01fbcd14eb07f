namespace Fanout.Build;

/// <summary>A program of the machine that some target needs.</summary>
/// <param name="Programs">The names it goes by; one of them is enough.</param>
/// <param name="AptPackage">The Debian package that holds it.</param>
/// <param name="Elsewhere">How to get it where there is no apt.</param>
internal sealed record Tool(string[] Programs, string AptPackage, string Elsewhere)
{
    public static readonly Tool Chromium = new(
        ["chromium", "chromium-browser", "google-chrome"], "chromium", "install Chromium or Chrome and put it on PATH");

    public static readonly Tool Chromedriver = new(
        ["chromedriver"], "chromium-driver", "install the ChromeDriver of your Chromium and put it on PATH");

    public static readonly Tool RedisServer = new(
        ["redis-server"], "redis-server", "put redis-server of Redis 7 or newer on PATH (https://redis.io)")
    {
        Service = "redis-server",
    };

    public static readonly Tool RabbitMq = new(
        ["rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server"], "rabbitmq-server",
        "install RabbitMQ 3.10 or newer (https://www.rabbitmq.com)")
    {
        Service = "rabbitmq-server",
    };

    /// <summary>Sets the clock of a Redis ahead and back. The program is not what is needed, but its library comes with it.</summary>
    public static readonly Tool Faketime = new(
        ["faketime"], "faketime", "build libfaketime (https://github.com/wolfcw/libfaketime)");

    /// <summary>Debian puts none of its programs on PATH, and each major version in a folder of its own.</summary>
    public static readonly Tool Postgres = new(
        ["initdb", .. ProgramsIn("/usr/lib/postgresql", "bin/initdb")], "postgresql",
        "put initdb and postgres of PostgreSQL 13 or newer on PATH (https://www.postgresql.org)")
    {
        Service = "postgresql",
    };

    public static readonly Tool NatsServer = new(
        ["nats-server"], "nats-server", "put nats-server on PATH (https://nats.io)")
    {
        Service = "nats-server",
    };

    public static readonly Tool AflFuzz = new(["afl-fuzz"], "afl++", "build AFL++ (https://aflplus.plus)");

    /// <summary>nginx comes with it.</summary>
    public static readonly Tool Nchan = new(
        ["/usr/lib/nginx/modules/ngx_nchan_module.so"], "libnginx-mod-nchan", "build nginx with Nchan (https://nchan.io)");

    private static readonly Version NodeMin = new(20, 0);

    /// <summary>What the package would run as a service of the machine, now and at every start of it.</summary>
    private string? Service { get; init; }

    /// <summary>How npm is started: on Windows it is a script, which has to be named in full.</summary>
    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <exception cref="ToolMissingException">Node is missing or too old, or npm is missing.</exception>
    public static async Task RequireNodeAsync()
    {
        var found = await Command.OutputAsync("node", "--version");
        var suffices = Version.TryParse(found?.TrimStart('v'), out var version) && version >= NodeMin;
        if (!suffices || !IsOnPath(Npm))
        {
            var lack = suffices ? "npm is missing" : $"found {found ?? "none"}";
            throw new ToolMissingException($"{lack}: Node {NodeMin.Major} or newer is needed, with npm (https://nodejs.org)");
        }
    }

    /// <summary>Does nothing where the tool is there. Else installs it through apt where that is allowed.</summary>
    /// <exception cref="ToolMissingException">It is missing and may not be installed from here.</exception>
    /// <exception cref="CommandFailedException">apt could not install it.</exception>
    public async Task ProvideAsync()
    {
        if (Programs.Any(IsOnPath))
        {
            return;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !IsOnPath("apt-get"))
        {
            var remedy = $"sudo apt-get install {AptPackage}, or {Elsewhere}";
            throw new ToolMissingException($"{Programs[0]} is missing: {remedy}");
        }

        using (new QuietInstall())
        {
            await Command.RunAsync("apt-get", "update", "-qq");
            await Command.RunAsync(
                "env", "DEBIAN_FRONTEND=noninteractive",
                "apt-get", "install", "-qq", "-y", "--no-install-recommends", AptPackage);
        }

        if (Service is not null && IsOnPath("systemctl"))
        {
            await Command.RunAsync("systemctl", "--quiet", "disable", Service);
        }
    }

    /// <summary>
    /// The same for what only some tests need, which they can be run without: where it cannot be had it says so, except on
    /// CI, where every test has to run.
    /// </summary>
    /// <exception cref="ToolMissingException">It is missing on CI, and may not be installed from here.</exception>
    /// <exception cref="CommandFailedException">On CI apt could not install it.</exception>
    public async Task OfferAsync()
    {
        try
        {
            await ProvideAsync();
        }
        catch (Exception e) when (e is ToolMissingException or CommandFailedException && !Repository.IsOnCI)
        {
            await Console.Error.WriteLineAsync($"{e.Message}. Tests that need it are skipped.");
        }
    }

    /// <summary>A program in each folder of one.</summary>
    private static string[] ProgramsIn(string folder, string program) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(version => Path.Combine(version, program))]
            : [];

    private static bool IsOnPath(string program)
    {
        var file = OperatingSystem.IsWindows() && !Path.HasExtension(program) ? $"{program}.exe" : program;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, file)));
    }
}
