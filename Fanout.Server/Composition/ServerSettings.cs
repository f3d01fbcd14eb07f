namespace Fanout.Server.Composition;

/// <summary>Reads what one server process is, before anything of it is made.</summary>
internal static class ServerSettings
{
    /// <summary>What keeps a process from being what it was told to be, in a line; null where nothing does.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="options">What the process is.</param>
    /// <param name="dev">The secrets of one that is being tried out.</param>
    public static string? Read(IConfiguration configuration, out ServerOptions options, out DevOptions dev)
    {
        var settings = configuration.GetSection(ServerOptions.Section);
        (options, dev) = (new ServerOptions(), new DevOptions());
        try
        {
            settings.Bind(options);
            settings.GetSection(nameof(ServerOptions.Dev)).Bind(dev);
        }
        catch (InvalidOperationException fault)
        {
            return SettingFaults.Tell(fault, settings);
        }
        options.Redis = settings[nameof(ServerOptions.Redis)];
        options.Postgres = settings[nameof(ServerOptions.Postgres)];
        return options.Problem(settings, configuration.GetSection("Kestrel")) ?? ListenCheck.Problem(options.UrlList);
    }
}
