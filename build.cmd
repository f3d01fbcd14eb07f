@echo off
rem Runs targets of build\: build.cmd [--list | TARGET...]
setlocal
cd /d "%~dp0" || exit /b 1
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1

rem "||" and not "if errorlevel 1": dotnet's own failures are negative. What it says of them is on the screen.
dotnet --version >nul || (
  echo The .NET 10 SDK is needed: https://dotnet.microsoft.com/download>&2
  exit /b 1
)
dotnet msbuild build -restore -nologo -v:quiet -tl:off || exit /b 1
rem The last command's exit code is the script's.
dotnet build\bin\Debug\net10.0\Build.dll %*
