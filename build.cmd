@echo off
rem Runs targets of build\: build.cmd [--list | TARGET...]
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet --version >nul 2>&1
if errorlevel 1 (
  echo The .NET 10 SDK is needed: https://dotnet.microsoft.com/download 1>&2
  exit /b 1
)
dotnet msbuild build -restore -nologo -v:quiet -tl:off || exit /b 1
dotnet build\bin\Debug\net10.0\Build.dll %*
