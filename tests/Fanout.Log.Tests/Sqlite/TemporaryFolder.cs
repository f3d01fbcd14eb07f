namespace Fanout.Log.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fanout-log-").FullName;

    public string DatabasePath => System.IO.Path.Combine(Path, "fanout.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
