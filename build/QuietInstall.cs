namespace Fanout.Build;

/// <summary>
/// While it lives, packages that apt installs start none of their services: tests start servers of their own, and a
/// developer's machine gets none for it.
/// </summary>
/// <remarks>Asking <c>policy-rc.d</c> is what Debian's packages do before they start anything; 101 forbids it.</remarks>
internal sealed class QuietInstall : IDisposable
{
    private const string Policy = "/usr/sbin/policy-rc.d";

    private readonly bool _isOurs = !File.Exists(Policy);    // images of containers have one

    public QuietInstall()
    {
        if (_isOurs)
        {
            File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    public void Dispose()
    {
        if (_isOurs)
        {
            File.Delete(Policy);
        }
    }
}
