// The entry "Marking desk" in JupyterLab's menu Nbgrader, and in the list of commands.
//
// Written by hand: a module as JupyterLab's module federation expects it, without a build. Settings alone would not do,
// although a menu is data in them: nbgrader makes its menu in code, and an address in settings cannot know where the
// server is (behind a hub it is /user/NAME/).

(() => {
  const COMMAND = "autograder:open-marking-desk";
  const MENU = "jp-mainmenu-nbgrader";
  let scope = null;

  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    return versions.length ? (await versions[0].get())() : {};
  }

  function baseUrl() {
    const config = document.getElementById("jupyter-config-data");
    return JSON.parse(config?.textContent ?? "{}").baseUrl ?? "/";
  }

  async function plugin() {
    const { IMainMenu } = await shared("@jupyterlab/mainmenu");
    const { ICommandPalette } = await shared("@jupyterlab/apputils");
    return {
      id: "autograder-desk:menu",
      autoStart: true,
      optional: [IMainMenu, ICommandPalette].filter(Boolean),
      activate: (app, mainMenu, palette) => {
        app.commands.addCommand(COMMAND, {
          label: "Marking desk",
          caption: "Mark written answers",
          execute: () => window.open(`${baseUrl()}autograder/marking/`, "_blank", "noopener"),
        });
        palette?.addItem({ command: COMMAND, category: "nbgrader" });
        void app.restored.then(() => mainMenu?.menus?.find((menu) => menu.id === MENU)?.addItem({ command: COMMAND }));
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["autograder-desk"] = {
    init: (given) => {
      scope = given;
    },
    get: async () => {
      const made = await plugin();
      return () => ({ __esModule: true, default: made });
    },
  };
})();
