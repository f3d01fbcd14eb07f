using System.Text.Json;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>The recorded feeds that lie beside the repository, in <c>shared/data</c>; they are never copied into it.</summary>
internal static class SharedData
{
    /// <summary>The folder; skips the test where it is not there.</summary>
    public static string Folder
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var data = Path.Combine(at.FullName, "shared", "data");
                if (Directory.Exists(data)) return data;
            }

            Assert.Skip("the recorded feeds are not here: no shared/data beside the repository or above it");
            return "";
        }
    }

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The entries of EXPECTED.json whose id begins so, by id.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Expected(string prefix)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf("EXPECTED.json")));
        return document.RootElement.GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("id").GetString()!.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.GetProperty("id").GetString()!, entry => entry.Clone());
    }
}
