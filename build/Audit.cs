using System.Text.Json;

namespace Fanout.Build;

/// <summary>
/// Asks the registries for known vulnerabilities of every package that a lock file names. One that knows none, or does not
/// answer, is no failure: what it did not say is said in a line.
/// </summary>
internal static class Audit
{
    private static readonly string[] NpmFolders = ["clients/js", "perf/peers/ws"];

    /// <exception cref="CommandFailedException">A package is vulnerable; the message names each, with where to read of it.</exception>
    public static async Task RunAsync()
    {
        var found = new List<string>();
        found.AddRange(await NuGetAsync());
        foreach (var folder in NpmFolders)
        {
            found.AddRange(await NpmAsync(folder));
        }

        if (found.Count > 0)
        {
            throw new CommandFailedException($"{found.Count} vulnerable packages:\n  {string.Join("\n  ", found)}");
        }
    }

    /// <summary>What <c>dotnet list package --vulnerable --format json</c> found: a line for each package and advisory.</summary>
    /// <returns><see langword="null"/>: this is no answer.</returns>
    public static IReadOnlyList<string>? OfNuGet(string report)
    {
        if (Read(report) is not { } root || !root.TryGetProperty("projects", out var projects))
        {
            return null;
        }

        var found =
            from project in projects.EnumerateArray()
            from framework in Items(project, "frameworks")
            from package in Items(framework, "topLevelPackages").Concat(Items(framework, "transitivePackages"))
            from advisory in Items(package, "vulnerabilities")
            let name = $"{package.GetProperty("id").GetString()} {package.GetProperty("resolvedVersion").GetString()}"
            select $"{name}: {advisory.GetProperty("severity").GetString()}, {advisory.GetProperty("advisoryurl").GetString()}";
        return [.. found.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What <c>npm audit --json</c> found: likewise.</summary>
    /// <returns><see langword="null"/>: this is no answer.</returns>
    public static IReadOnlyList<string>? OfNpm(string report)
    {
        if (Read(report) is not { } root || !root.TryGetProperty("vulnerabilities", out var packages))
        {
            return null;
        }

        var found =
            from package in packages.EnumerateObject()
            from via in Items(package.Value, "via")
            where via.ValueKind == JsonValueKind.Object    // a name says that it is vulnerable through another, which is listed
            select $"{package.Name} {via.GetProperty("range").GetString()}: {via.GetProperty("severity").GetString()}, {via.GetProperty("url").GetString()}";
        return [.. found.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a source of NuGet lists vulnerabilities, by its service index (the resource VulnerabilityInfo).</summary>
    public static bool ServesVulnerabilities(string serviceIndex) =>
        Read(serviceIndex) is { } root
        && Items(root, "resources").Any(static resource => resource.GetProperty("@type").ToString().StartsWith("VulnerabilityInfo/", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> NuGetAsync()
    {
        var report = await Command.ReportAsync("dotnet", "list", "package", "--vulnerable", "--include-transitive", "--format", "json");
        var found = OfNuGet(report);
        return Told("NuGet packages", found is { Count: 0 } && !await IsKnownAsync(report) ? null : found);
    }

    /// <summary>
    /// Whether any source of a report knows vulnerabilities at all: <c>dotnet list package</c> finds none where none is known,
    /// and does not say so.
    /// </summary>
    private static async Task<bool> IsKnownAsync(string report)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        foreach (var source in Items(Read(report)!.Value, "sources"))
        {
            try
            {
                if (source.GetString()!.StartsWith("http", StringComparison.Ordinal) && ServesVulnerabilities(await http.GetStringAsync(source.GetString())))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It is away, and says nothing.
            }
        }

        return false;
    }

    private static async Task<IReadOnlyList<string>> NpmAsync(string folder)
    {
        var report = await Command.ReportAsync(Tool.Npm, "--prefix", folder, "audit", "--json", "--package-lock-only");
        return Told($"npm packages of {folder}", OfNpm(report));
    }

    private static IReadOnlyList<string> Told(string what, IReadOnlyList<string>? found)
    {
        if (found is null)
        {
            Console.WriteLine($"audit: the registry answers nothing about vulnerabilities of {what}: they were not audited");
        }

        return found ?? [];
    }

    private static JsonElement? Read(string report)
    {
        try
        {
            using var document = JsonDocument.Parse(report);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;
}
