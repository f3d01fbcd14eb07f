using System.Diagnostics;

namespace Fanout.Services.Processes;

/// <summary>A program that is installed on the machine, or not.</summary>
public static class MachineProgram
{
    /// <summary>Its path by <c>PATH</c>, or <see langword="null"/>.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>What it prints until it ends, errors not among it.</summary>
    internal static string OutputOf(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
