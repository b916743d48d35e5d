// The last of the page's script: everything is defined by now, and the page opens.
startThreads();
open(stored(LANG)).catch(() => { root.textContent = "The server cannot be reached. 无法连接服务器。"; });
