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

    public static readonly Tool NatsServer = new(
        ["nats-server"], "nats-server", "put nats-server on PATH (https://nats.io)");

    /// <summary>nginx comes with it.</summary>
    public static readonly Tool Nchan = new(
        ["/usr/lib/nginx/modules/ngx_nchan_module.so"], "libnginx-mod-nchan", "build nginx with Nchan (https://nchan.io)");

    private static readonly Version NodeMin = new(20, 0);

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

        await Command.RunAsync("apt-get", "update", "-qq");
        await Command.RunAsync(
            "env", "DEBIAN_FRONTEND=noninteractive",
            "apt-get", "install", "-qq", "-y", "--no-install-recommends", AptPackage);
    }

    private static bool IsOnPath(string program)
    {
        var file = OperatingSystem.IsWindows() && !Path.HasExtension(program) ? $"{program}.exe" : program;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, file)));
    }
}
