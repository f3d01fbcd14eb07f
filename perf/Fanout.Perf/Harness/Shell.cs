using System.ComponentModel;
using System.Diagnostics;

namespace Fanout.Perf.Harness;

/// <summary>Programs of the machine that are run to their end.</summary>
internal static class Shell
{
    /// <summary>What a program wrote to its output; null where it is missing or failed.</summary>
    public static string? Output(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Repository.Root,
            })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <exception cref="HarnessException">It is missing or failed.</exception>
    public static void Run(string program, params IReadOnlyList<string> arguments)
    {
        if (Output(program, arguments) is null)
            throw new HarnessException($"\"{program} {string.Join(' ', arguments)}\" failed");
    }

    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Append("/usr/sbin") // where Debian puts servers
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
